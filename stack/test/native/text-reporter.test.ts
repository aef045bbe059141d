import { describe, expect, test } from 'vitest';
import type { StackEvent } from '../../native/stack-event.ts';
import { createTextReporter } from '../../native/text-reporter.ts';
import { createScreen } from '../../screen.ts';

function textOf(isTTY: boolean, ...events: readonly StackEvent[]): string {
  const written: string[] = [];
  const reporter = createTextReporter(createScreen({ isTTY, columns: 200, write: (text) => written.push(text) }));
  for (const event of events) reporter.report(event);
  return written.join('');
}

const status = {
  event: 'status',
  uptimeMillis: 61_000,
  storedRows: 12_345,
  queueDepth: 0,
  queuedBatches: null,
  errors: 3,
};

describe('createTextReporter', () => {
  test('prints the table in columns, the link and the data folder', () => {
    const text = textOf(false, {
      event: 'table',
      components: [
        {
          name: 'victoriametrics',
          version: '1.143.0',
          address: 'http://a',
          pid: 7,
          residentBytes: 28.66e6,
          anonymousBytes: 5e6,
        },
        { name: 'sensor', version: '0.1.0', address: 'http://long', pid: 12345 },
      ],
      vmui: 'http://vmui',
      dataDir: '/data',
    });
    expect(text).toBe(
      [
        '',
        '  component        version  address        PID  memory (RSS)  anonymous',
        '  victoriametrics  1.143.0  http://a         7       28.7 MB     5.0 MB',
        '  sensor           0.1.0    http://long  12345             -          -',
        '',
        '  vmui  http://vmui',
        '  data  /data',
        '',
        '',
      ].join('\n'),
    );
  });

  test('shows what is not known as a dash and never as zero', () => {
    const text = textOf(false, status as StackEvent);
    expect(text).toBe(
      'samples stored 12,345  ·  queue 0 in the sensor, - in the collector  ·  errors 3  ·  up 1m01s\n',
    );
  });

  test('takes the live line away when it stops', () => {
    const text = textOf(true, status as StackEvent, { event: 'stopping' });
    expect(text).toContain('up 1m01s\r\x1b[Kstopping: ');
    expect(text.endsWith('\n')).toBe(true);
  });

  test('names a component that ended, with exit code and last line', () => {
    const exit = { event: 'exit', component: 'collector', signal: null, restartInMillis: 2_000 } as const;
    expect(textOf(false, { ...exit, code: 2, lastLine: 'panic' })).toBe(
      'collector ended (exit 2), next start in 2.0 s; its last line: panic\n',
    );
    expect(textOf(false, { ...exit, code: null, lastLine: '' })).toBe(
      'collector ended (exit ?), next start in 2.0 s\n',
    );
  });

  test('says plainly who was killed and who did not end well', () => {
    const stopped = (wasKilled: boolean, code: number | null) =>
      ({ name: 'sensor', code, signal: null, wasKilled }) as const;
    const of = (clean: boolean, component: ReturnType<typeof stopped>): string =>
      textOf(false, { event: 'stopped', clean, components: [component] });
    expect(of(true, stopped(false, 0))).toBe('stopped in order\n');
    expect(of(false, stopped(true, null))).toContain('killed: sensor; what was only in memory there is lost');
    expect(of(false, stopped(false, 2))).toContain('sensor did not stop cleanly (exit 2)');
  });
});
