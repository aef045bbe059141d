import { describe, expect, test } from 'vitest';
import { createBoundedQueue } from '../../src/sampler/bounded-queue.ts';
import { observeReadings } from '../../src/sampler/observe-readings.ts';
import { createRecorder } from '../../src/sampler/recorder.ts';
import type { Sample } from '../../src/sampler/sample.ts';
import type { Reading } from '../../src/source/sensor-source.ts';
import { createFakeClock, createFakeCounters, createFakeLog, readingOf } from '../fakes.ts';
import { createCollecting, pointsOf } from '../telemetry/collecting.ts';

const labels = { 'hw.id': 'fake-1', 'sensor.source': 'fake' };

function setUp() {
  const clock = createFakeClock();
  const queue = createBoundedQueue<Sample>(4);
  const recorder = createRecorder({
    queue,
    counters: createFakeCounters(),
    clock,
    log: createFakeLog(),
    onFirst: () => {},
  });
  const { meter, collect } = createCollecting();
  observeReadings(meter, { queue, recorder, clock, staleAfterMillis: 15_000 });
  const read = (reading: Reading) => {
    recorder.accept({ reading, at: clock.now(), atMonotonic: clock.monotonic() });
    recorder.drain();
  };
  return { clock, queue, recorder, collect, read };
}

describe('observeReadings', () => {
  test('observes queue and capacity, and no reading before the first', async () => {
    const { collect } = setUp();
    const collected = await collect();
    expect(pointsOf(collected, 'sensor.queue.depth')).toEqual([[0, {}]]);
    expect(pointsOf(collected, 'sensor.queue.capacity')).toEqual([[4, {}]]);
    expect(pointsOf(collected, 'sensor.temperature')).toEqual([]);
    expect(pointsOf(collected, 'sensor.reading.age')).toEqual([]);
  });

  test('observes last, lowest and highest with device and source', async () => {
    const { collect, read } = setUp();
    for (const temperature of [20, 18, 19]) read(readingOf(temperature, 50));
    const collected = await collect();
    expect(pointsOf(collected, 'sensor.temperature')).toEqual([[19, labels]]);
    expect(pointsOf(collected, 'sensor.temperature.min')).toEqual([[18, labels]]);
    expect(pointsOf(collected, 'sensor.temperature.max')).toEqual([[20, labels]]);
    expect(pointsOf(collected, 'sensor.humidity')).toEqual([[50, labels]]);
  });

  test('leaves out a quantity that the hardware does not have', async () => {
    const { collect, read } = setUp();
    read(readingOf(20));
    const collected = await collect();
    expect(pointsOf(collected, 'sensor.temperature')).toEqual([[20, labels]]);
    expect(pointsOf(collected, 'sensor.humidity')).toEqual([]);
    expect(pointsOf(collected, 'sensor.humidity.min')).toEqual([]);
  });

  test('observes a reading at the limit of its age and not beyond it, while its age goes on', async () => {
    const { clock, collect, read } = setUp();
    read(readingOf(20));
    clock.advance(15_000);
    expect(pointsOf(await collect(), 'sensor.temperature')).toEqual([[20, labels]]);
    clock.advance(1);
    const collected = await collect();
    expect(pointsOf(collected, 'sensor.temperature')).toEqual([]);
    expect(pointsOf(collected, 'sensor.temperature.min')).toEqual([]);
    expect(pointsOf(collected, 'sensor.reading.age')).toEqual([[15.001, {}]]);
  });

  test('ages nothing when the wall clock is set', async () => {
    const { clock, collect, read } = setUp();
    read(readingOf(20));
    clock.setWall(clock.now() + 86_400_000);
    expect(pointsOf(await collect(), 'sensor.temperature')).toEqual([[20, labels]]);
    expect(pointsOf(await collect(), 'sensor.reading.age')).toEqual([[0, {}]]);
  });
});
