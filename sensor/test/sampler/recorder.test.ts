import { describe, expect, test } from 'vitest';
import { createBoundedQueue } from '../../src/sampler/bounded-queue.ts';
import { createRecorder } from '../../src/sampler/recorder.ts';
import type { Sample } from '../../src/sampler/sample.ts';
import type { Reading } from '../../src/source/sensor-source.ts';
import { createFakeClock, createFakeCounters, createFakeLog, readingOf } from '../fakes.ts';

function setUp({ capacity = 8 } = {}) {
  const clock = createFakeClock();
  const counters = createFakeCounters();
  const log = createFakeLog();
  const queue = createBoundedQueue<Sample>(capacity);
  let firsts = 0;
  const recorder = createRecorder({ queue, counters, clock, log, onFirst: () => (firsts += 1) });
  const sampleOf = (reading: Reading): Sample => ({ reading, at: clock.now(), atMonotonic: clock.monotonic() });
  return {
    clock,
    counters,
    log,
    queue,
    recorder,
    firsts: () => firsts,
    accept: (reading: Reading) => recorder.accept(sampleOf(reading)),
  };
}

const temperatures = (recorder: ReturnType<typeof createRecorder>) => recorder.extremes()?.temperatureCelsius;

describe('createRecorder', () => {
  test('records what it accepted soon after, in turn', async () => {
    const { accept, queue, recorder } = setUp();
    accept(readingOf(1));
    accept(readingOf(2));
    expect(queue.depth()).toBe(2);
    await new Promise((resolve) => setImmediate(resolve));
    expect(queue.depth()).toBe(0);
    expect(recorder.latest()?.reading.temperatureCelsius).toBe(2);
    expect(temperatures(recorder)).toEqual({ min: 1, max: 2 });
  });

  test('tells of the first good reading once', () => {
    const { accept, recorder, firsts } = setUp();
    accept(readingOf(999));
    recorder.drain();
    expect(firsts()).toBe(0);
    accept(readingOf(1));
    accept(readingOf(2));
    recorder.drain();
    expect(firsts()).toBe(1);
  });

  test('drops and counts the oldest when the queue is full, and says so once a minute', () => {
    const { accept, recorder, counters, log, clock } = setUp({ capacity: 2 });
    for (const value of [1, 2, 3, 4]) accept(readingOf(value));
    expect(counters.drops).toEqual({ queue_full: 2 });
    expect(counters.errors).toEqual({ 'queue/queue_full': 2 });
    expect(counters.attempts).toEqual({ queue: 4 });
    expect(log.lines).toHaveLength(1);
    clock.advance(60_000);
    accept(readingOf(5));
    expect(log.lines).toHaveLength(2);
    expect(log.lines[1]?.fields).toMatchObject({ suppressed: 1 });
    recorder.drain();
    expect(temperatures(recorder)).toEqual({ min: 4, max: 5 });
  });

  test('keeps the last good reading and counts a bad one', () => {
    const { accept, recorder, counters } = setUp();
    accept(readingOf(20));
    accept(readingOf(Number.NaN));
    accept(readingOf(20, 250));
    recorder.drain();
    expect(recorder.latest()?.reading).toEqual(readingOf(20, null));
    expect(counters.errors).toEqual({ 'queue/not_a_number': 1, 'queue/out_of_range': 1 });
    expect(counters.drops).toEqual({ invalid: 2 });
  });

  test('starts extremes anew after a push that arrived, or will', () => {
    const { accept, recorder } = setUp();
    accept(readingOf(1));
    accept(readingOf(3));
    recorder.beginPush();
    expect(temperatures(recorder)).toEqual({ min: 1, max: 3 });
    recorder.endPush(true);
    expect(temperatures(recorder)).toEqual({ min: 3, max: 3 }); // the newest reading still stands
    accept(readingOf(5));
    recorder.drain();
    expect(temperatures(recorder)).toEqual({ min: 5, max: 5 });
  });

  test('takes the extremes of a lost push along into the next', () => {
    const { accept, recorder } = setUp();
    accept(readingOf(1));
    recorder.beginPush();
    recorder.endPush(false);
    accept(readingOf(5));
    recorder.beginPush();
    expect(temperatures(recorder)).toEqual({ min: 1, max: 5 });
  });

  test('keeps for the next push what arrives during one', () => {
    const { accept, recorder } = setUp();
    accept(readingOf(1));
    recorder.beginPush();
    accept(readingOf(9));
    recorder.drain();
    recorder.endPush(true);
    expect(temperatures(recorder)).toEqual({ min: 9, max: 9 });
  });
});
