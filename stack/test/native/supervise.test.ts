import { describe, expect, test } from 'vitest';
import type { ProcessExit, RunningProcess } from '../../native/start-process.ts';
import { type SupervisorEvent, supervise } from '../../native/supervise.ts';

interface FakeProcess extends RunningProcess {
  end(code: number): Promise<void>;
  readonly signals: string[];
}

function fakeProcess(pid: number): FakeProcess {
  const { promise, resolve } = Promise.withResolvers<ProcessExit>();
  const signals: string[] = [];
  const end = (code: number | null, signal: NodeJS.Signals | null = null): void =>
    resolve({ code, signal, lastLine: `last of ${pid}` });
  return {
    pid,
    lastLines: () => [],
    exited: promise,
    signals,
    signal(signal) {
      signals.push(signal);
      if (signal === 'SIGTERM') end(0);
      else end(null, 'SIGKILL');
    },
    async end(code) {
      end(code);
      await settle();
    },
  };
}

/** Lets everything run that waits for promises alone. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setup() {
  let now = 0;
  const processes = [fakeProcess(1)];
  const events: SupervisorEvent[] = [];
  const timers: { millis: number; callback: () => void; isOn: boolean }[] = [];
  let failure: Error | undefined;
  const first = processes[0] ?? fakeProcess(0);
  const supervisor = supervise(
    first,
    {
      onEvent: (event) => events.push(event),
      async start() {
        if (failure !== undefined) throw failure;
        const next = fakeProcess(processes.length + 1);
        processes.push(next);
        return next;
      },
    },
    {
      now: () => now,
      after(millis, callback) {
        const timer = { millis, callback, isOn: true };
        timers.push(timer);
        return () => {
          timer.isOn = false;
        };
      },
    },
  );
  return {
    supervisor,
    events,
    timers,
    newest: () => processes.at(-1) ?? first,
    count: () => processes.length,
    failStarts: (error: Error | undefined) => {
      failure = error;
    },
    live: (millis: number) => {
      now += millis;
    },
    fireTimer: async () => {
      const timer = timers.at(-1);
      if (timer?.isOn) timer.callback();
      await settle();
    },
  };
}

describe('supervise', () => {
  test('names the end with code and last line, and starts again after the delay', async () => {
    const { newest, events, fireTimer, supervisor } = setup();
    await newest().end(3);
    expect(events).toEqual([
      { type: 'exit', exit: { code: 3, signal: null, lastLine: 'last of 1' }, restartInMillis: 1_000 },
    ]);
    expect(supervisor.current()).toBeUndefined();
    await fireTimer();
    expect(events.at(-1)).toEqual({ type: 'restart', pid: 2 });
    expect(supervisor.current()?.pid).toBe(2);
  });

  test('waits longer each time, and 1 s again after a minute of good life', async () => {
    const { newest, timers, fireTimer, live } = setup();
    for (let life = 0; life < 3; life++) {
      await newest().end(1);
      await fireTimer();
    }
    live(60_000);
    await newest().end(1);
    expect(timers.map(({ millis }) => millis)).toEqual([1_000, 2_000, 4_000, 1_000]);
  });

  test('tries again when the start itself fails', async () => {
    const { newest, timers, events, fireTimer, failStarts, supervisor } = setup();
    await newest().end(1);
    failStarts(new Error('disk full'));
    await fireTimer();
    expect(events.at(-1)).toMatchObject({ type: 'exit', exit: { lastLine: 'disk full' }, restartInMillis: 2_000 });
    failStarts(undefined);
    await fireTimer();
    expect(timers).toHaveLength(2);
    expect(supervisor.current()?.pid).toBe(2);
  });

  test('starts nothing any more once it was stopped', async () => {
    const { newest, events, count, timers, supervisor } = setup();
    expect(await supervisor.stop(1_000)).toMatchObject({ exit: { code: 0 }, wasKilled: false });
    expect(newest().signals).toEqual(['SIGTERM']);
    await settle();
    expect([events, timers, count()]).toEqual([[], [], 1]);
  });

  test('cancels the restart when it is stopped between two lives', async () => {
    const { newest, fireTimer, count, supervisor } = setup();
    await newest().end(1);
    expect(await supervisor.stop(1_000)).toEqual({ exit: undefined, wasKilled: false });
    await fireTimer();
    expect(count()).toBe(1);
  });

  test('stops what was being started in that very moment', async () => {
    const { newest, timers, supervisor } = setup();
    await newest().end(1);
    timers.at(-1)?.callback();
    await supervisor.stop(1_000);
    expect(newest().pid).toBe(2);
    expect(newest().signals).toEqual(['SIGTERM']);
  });

  test('kills at once and says so afterwards', async () => {
    const { newest, supervisor } = setup();
    supervisor.kill();
    await settle();
    expect(newest().signals).toEqual(['SIGKILL']);
    expect(await supervisor.stop(1_000)).toMatchObject({ exit: { signal: 'SIGKILL' }, wasKilled: true });
  });
});
