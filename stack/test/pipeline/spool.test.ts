import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lossExpression } from '../../loss-expression.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

/** Seconds without a collector, at a push a second. */
const AWAY_MILLIS = 12_000;

describe.skipIf(withoutBinaries)('pushes outlive the collector [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let env: Record<string, string>;
  beforeEach(async () => {
    pipeline = await createPipeline();
    env = {
      SENSOR_SOURCE: `replay:${await writeSteadyRecording(pipeline.folder, 20, 50)}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
    };
    for (const id of ['victoriametrics', 'collector'] as const) await pipeline.start(id);
  });
  afterEach(() => pipeline?.close());

  const gauge = async (name: string) => (await pipeline.store.query(name))[0]?.value ?? -1;
  const pushes = async () => {
    const [series] = await pipeline.store.export('sensor_push_sequence');
    return { numbers: series?.values ?? [], times: series?.timestampsMillis ?? [] };
  };
  /** All that waits has arrived: the newest push says so, and it is younger than the given moment. */
  const drained = (since: number) =>
    eventually(
      async () => ({ waiting: await gauge('sensor_spool_pushes'), newest: (await pushes()).times.at(-1) ?? 0 }),
      ({ waiting, newest }) => waiting === 0 && newest > since,
      60_000,
    );
  const losses = async () => {
    const samples = await pipeline.store.query(lossExpression({ window: '10m', step: '500ms' }));
    return Object.fromEntries(samples.map(({ labels, value }) => [labels['pushes'], value]));
  };

  test('nothing is lost, everything has its own time, and both can be told from the store', async () => {
    await pipeline.start('sensor', env);
    await stored(pipeline.store, 'sensor_push_sequence', 3);
    await pipeline.stop('collector');
    const stoppedAt = Date.now();
    await sleep(AWAY_MILLIS);
    const backAt = Date.now();
    await pipeline.start('collector');
    await drained(backAt + 1000);

    const { numbers, times } = await pushes();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1)); // complete, and in the order of their times
    const during = times.filter((time) => time > stoppedAt && time < backAt);
    expect(during.length).toBeGreaterThanOrEqual(10);
    expect(await losses()).toEqual({ lost: 0, duplicated: 0 });
    expect(await gauge('sensor_pushes_spooled_total')).toBeGreaterThanOrEqual(10);
    expect(await gauge('sensor_pushes_replayed_total')).toBe(await gauge('sensor_pushes_spooled_total'));
    expect(await gauge('sum(sensor_pushes_dropped_total)')).toBe(0);
    const readings = await eventually(
      async () => (await pipeline.store.export('sensor_temperature_celsius'))[0]?.timestampsMillis ?? [],
      (seen) => seen.length >= times.length,
    );
    expect(readings.slice(0, times.length)).toEqual(times); // the readings came along; pushes go on meanwhile
  });

  test('a sensor with a spool directory may be killed meanwhile, and loses at most the push that it was taking', async () => {
    const directory = join(pipeline.folder, 'spool');
    const spooling = { ...env, SENSOR_SPOOL_DIR: directory };
    const sensor = await pipeline.start('sensor', spooling);
    await stored(pipeline.store, 'sensor_push_sequence', 3);
    await pipeline.stop('collector');
    await sleep(AWAY_MILLIS / 2);
    const text = await (await fetch(`${pipeline.sensorUrl}/metrics`)).text();
    const underWay = Number(/^sensor_push_sequence (\d+)$/m.exec(text)?.[1]);
    sensor.signal('SIGKILL');
    await sensor.exited;
    await pipeline.start('sensor', spooling);
    await sleep(AWAY_MILLIS / 2);
    const backAt = Date.now();
    await pipeline.start('collector');
    await drained(backAt + 1000);

    const { numbers } = await pushes();
    const first = numbers.filter((number) => number < 1_000_000);
    const second = numbers.filter((number) => number > 1_000_000);
    expect(numbers).toEqual([...first, ...second]);
    expect(first).toEqual(first.map((_, index) => index + 1));
    expect(second).toEqual(second.map((_, index) => 1_000_001 + index));
    expect(first.length).toBeGreaterThanOrEqual(underWay - 1);
    expect(underWay).toBeGreaterThan(5);
    expect(await losses()).toEqual({ lost: 0, duplicated: 0 });
  });
});
