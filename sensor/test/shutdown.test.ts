import { describe, expect, test, vi } from 'vitest';
import { createShutdown, type ShutdownStep } from '../src/shutdown.ts';
import { createFakeLog } from './fakes.ts';

function setUp(steps: readonly ShutdownStep[]) {
  const exits: number[] = [];
  const log = createFakeLog();
  const stop = createShutdown(steps, { deadlineMillis: 1000 }, { log, exit: (code) => exits.push(code) });
  return { stop, exits, log };
}

describe('createShutdown', () => {
  test('runs the steps in order and exits 0', async () => {
    const ran: string[] = [];
    const step = (name: string): ShutdownStep => [name, async () => void ran.push(name)];
    const { stop, exits } = setUp([step('http'), step('sampler'), step('telemetry')]);
    await stop('SIGTERM');
    expect(ran).toEqual(['http', 'sampler', 'telemetry']);
    expect(exits).toEqual([0]);
  });

  test('goes on after a step that fails, and names it', async () => {
    const ran: string[] = [];
    const { stop, exits, log } = setUp([
      ['http', async () => Promise.reject(new Error('boom'))],
      ['telemetry', async () => void ran.push('telemetry')],
    ]);
    await stop('SIGTERM');
    expect(ran).toEqual(['telemetry']);
    expect(exits).toEqual([0]);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([
      expect.objectContaining({ fields: expect.objectContaining({ step: 'http' }) }),
    ]);
  });

  test('exits at once, with 1, on a second signal', () => {
    const { stop, exits } = setUp([['hangs', () => new Promise(() => {})]]);
    void stop('SIGTERM');
    expect(exits).toEqual([]);
    void stop('SIGINT');
    expect(exits).toEqual([1]);
  });

  test('exits 0 at the deadline when a step hangs', () => {
    vi.useFakeTimers();
    try {
      const { stop, exits } = setUp([['hangs', () => new Promise(() => {})]]);
      void stop('SIGTERM');
      vi.advanceTimersByTime(999);
      expect(exits).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(exits).toEqual([0]);
    } finally {
      vi.useRealTimers();
    }
  });
});
