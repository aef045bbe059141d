import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Sample } from '../../src/sampler/sample.ts';
import { startSampler } from '../../src/sampler/sampler.ts';
import { type Reading, SourceError } from '../../src/source/sensor-source.ts';
import { createFakeClock, createFakeCounters, createFakeLog, createScriptedSource, readingOf } from '../fakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp(script: readonly ((signal: AbortSignal) => Promise<Reading>)[]) {
  const clock = createFakeClock();
  const counters = createFakeCounters();
  const log = createFakeLog();
  const source = createScriptedSource(script);
  const samples: Sample[] = [];
  const sampler = startSampler(
    { intervalMillis: 1000, readTimeoutMillis: 3000 },
    { source, counters, clock, log, onSample: (sample) => samples.push(sample) },
  );
  const advance = async (millis: number) => {
    clock.advance(millis);
    await vi.advanceTimersByTimeAsync(millis);
  };
  return { sampler, source, samples, counters, log, clock, advance };
}

const never = () => new Promise<Reading>(() => {});

describe('startSampler', () => {
  test('reads at once and then at every interval, with the time of the reading', async () => {
    const { samples, advance, clock, counters } = setUp([async () => readingOf(20)]);
    await advance(0);
    expect(samples).toHaveLength(1);
    await advance(1000);
    await advance(1000);
    expect(samples.map(({ atMonotonic }) => atMonotonic)).toEqual([1000, 2000, 3000]);
    expect(samples[2]?.at).toBe(clock.now());
    expect(counters.attempts).toEqual({ read: 3 });
    expect(counters.errors).toEqual({});
  });

  test('counts a failure under its code, goes on, and logs it once a minute', async () => {
    const { samples, advance, counters, log } = setUp([
      async () => Promise.reject(new SourceError('not_found', 'gone')),
      async () => Promise.reject(new SourceError('malformed', 'garbage')),
      async () => Promise.reject(new Error('anything')),
      async () => readingOf(20),
    ]);
    await advance(3000);
    await advance(0);
    expect(counters.errors).toEqual({ 'read/not_found': 1, 'read/malformed': 1, 'read/io_error': 1 });
    expect(samples).toHaveLength(1);
    expect(log.lines).toHaveLength(1);
  });

  test('counts a source that throws at once instead of rejecting', async () => {
    const { counters, advance } = setUp([
      () => {
        throw new TypeError('no such method');
      },
    ]);
    await advance(0);
    expect(counters.errors).toEqual({ 'read/io_error': 1 });
  });

  test('counts partial failures and keeps the reading', async () => {
    const failures = [new SourceError('io_error', 'humidity did not answer')];
    const { counters, samples, advance } = setUp([async () => ({ ...readingOf(20), failures })]);
    await advance(0);
    expect(samples).toHaveLength(1);
    expect(counters.errors).toEqual({ 'read/io_error': 1 });
  });

  test('never begins a read while another is under way', async () => {
    let finish: (reading: Reading) => void = () => {};
    const slow = () => new Promise<Reading>((resolve) => (finish = resolve));
    const { source, advance, counters } = setUp([slow, async () => readingOf(20)]);
    await advance(2000);
    expect(source.reads()).toBe(1);
    finish(readingOf(19));
    await advance(1000);
    expect(source.reads()).toBe(2);
    expect(counters.errors).toEqual({});
  });

  test('gives up on a read that hangs, tells the source, and counts every interval that it costs', async () => {
    let aborted = false;
    const hanging = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return never();
    };
    const { source, counters, advance } = setUp([hanging]);
    await advance(2999);
    expect(counters.errors).toEqual({});
    await advance(1);
    expect(counters.errors['read/timeout']).toBeGreaterThanOrEqual(1);
    expect(aborted).toBe(true);
    const before = counters.errors['read/timeout'] ?? 0;
    await advance(5000);
    expect(counters.errors['read/timeout']).toBe(before + 5);
    expect(source.reads()).toBe(1);
  });

  test('reads again as soon as a hanging read has come back', async () => {
    let finish: (reading: Reading) => void = () => {};
    const { source, samples, advance } = setUp([
      () => new Promise((resolve) => (finish = resolve)),
      async () => readingOf(20),
    ]);
    await advance(4000);
    finish(readingOf(1));
    await advance(1000);
    expect(source.reads()).toBe(2);
    expect(samples.map(({ reading }) => reading.temperatureCelsius)).toEqual([20]);
  });

  test('tells whether a thread may be blocked: while a read is under way and after one that timed out', async () => {
    const { sampler, advance } = setUp([
      async () => readingOf(1),
      async () => Promise.reject(new SourceError('timeout', 'the source gave up by itself')),
      async () => readingOf(2),
      never,
    ]);
    await advance(0);
    expect(sampler.mayBeBlocked()).toBe(false);
    await advance(1000);
    expect(sampler.mayBeBlocked()).toBe(true);
    await advance(1000);
    expect(sampler.mayBeBlocked()).toBe(false);
    await advance(1000);
    expect(sampler.mayBeBlocked()).toBe(true);
  });

  test('ends with one last reading, and does not wait for one that hangs', async () => {
    const { sampler, source, samples, advance } = setUp([async () => readingOf(1), async () => readingOf(2), never]);
    await advance(0);
    await sampler.stop(100);
    expect(samples).toHaveLength(2);
    await advance(5000);
    expect(source.reads()).toBe(2);

    const stuck = setUp([never]);
    const stopped = stuck.sampler.stop(100);
    await stuck.advance(100);
    await expect(stopped).resolves.toBeUndefined();
  });
});
