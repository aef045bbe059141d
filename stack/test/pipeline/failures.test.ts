import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

describe.skipIf(withoutBinaries)('faults are seen in the store [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  beforeEach(async () => {
    pipeline = await createPipeline();
    await pipeline.start('victoriametrics');
  });
  afterEach(() => pipeline?.close());

  const everySecond = { OTEL_METRIC_EXPORT_INTERVAL: '1000' };
  const errors = (stage: string) =>
    pipeline.store.query(`sum(sensor_scrape_errors_total{sensor_scrape_stage="${stage}"})`);

  test('a source that gives nothing raises sensor_scrape_errors_total, and no temperature is made up', async () => {
    await pipeline.start('collector');
    await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: `replay:${join(pipeline.folder, 'missing.csv')}` });
    await stored(pipeline.store, 'sensor_scrape_errors_total');
    await eventually(
      () => errors('read'),
      ([sample]) => (sample?.value ?? 0) >= 3,
    );
    expect(
      await pipeline.store.query('sensor_scrape_errors_total{sensor_scrape_stage="read",error_type="not_found"}'),
    ).toHaveLength(1);
    expect(await pipeline.store.export('sensor_temperature_celsius')).toEqual([]);
    expect(await (await fetch(`${pipeline.sensorUrl}/sensor`)).json()).toMatchObject({
      status: 'error',
      temperature: null,
    });
    expect((await fetch(`${pipeline.sensorUrl}/readyz`)).status).toBe(503);
  });

  test('hardware that vanishes leaves a gap, not its last value', async () => {
    const sysfs = join(pipeline.folder, 'sys');
    const zone = join(sysfs, 'class/thermal/thermal_zone0');
    await mkdir(zone, { recursive: true });
    await writeFile(join(zone, 'type'), 'cpu-thermal\n');
    await writeFile(join(zone, 'temp'), '45500\n');
    await pipeline.start('collector');
    await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: 'thermal', SENSOR_SYSFS_ROOT: sysfs });
    await stored(pipeline.store, 'sensor_temperature_celsius');
    const [hot] = await pipeline.store.query('sensor_temperature_celsius');
    expect(hot?.value).toBe(45.5);

    await cp(sysfs, `${sysfs}-away`, { recursive: true });
    await rm(sysfs, { recursive: true });
    // Stale is older than 15 s; from then on pushes go on and the temperature does not.
    await eventually(
      () => pipeline.store.query('sensor_reading_age_seconds'),
      ([sample]) => (sample?.value ?? 0) > 18,
    );
    const [age] = await pipeline.store.export('sensor_reading_age_seconds');
    const [temperature] = await pipeline.store.export('sensor_temperature_celsius');
    const lastAge = age?.timestampsMillis.at(-1) ?? 0;
    const lastTemperature = temperature?.timestampsMillis.at(-1) ?? 0;
    expect(lastAge - lastTemperature).toBeGreaterThanOrEqual(2000);
    expect(await (await fetch(`${pipeline.sensorUrl}/sensor`)).json()).toMatchObject({
      status: 'stale',
      temperature: 45.5,
    });

    await cp(`${sysfs}-away`, sysfs, { recursive: true });
    await eventually(
      () => pipeline.store.export('sensor_temperature_celsius'),
      ([series]) => (series?.timestampsMillis.at(-1) ?? 0) > lastTemperature,
    );
  });

  test('a collector that is away is no error over HTTP; the failed pushes are counted once it is back', async () => {
    const recording = await writeSteadyRecording(pipeline.folder, 20, 50);
    await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: `replay:${recording}` });
    await eventually(
      async () => (await fetch(`${pipeline.sensorUrl}/metrics`)).text(),
      (text) => /^sensor_scrape_errors_total\{sensor_scrape_stage="push",error_type="[^"]+"\} [1-9]/m.test(text),
    );
    for (const path of ['/sensor', '/livez', '/readyz'])
      expect((await fetch(`${pipeline.sensorUrl}${path}`)).status).toBe(200);
    await pipeline.start('collector');
    await stored(pipeline.store, 'sensor_scrape_errors_total');
    await eventually(
      () => errors('push'),
      ([sample]) => (sample?.value ?? 0) >= 1,
    );
  });

  test('a store that is away costs nothing: what the collector accepted arrives when it is back', async () => {
    const recording = await writeSteadyRecording(pipeline.folder, 20, 50);
    await pipeline.start('collector');
    await pipeline.start('sensor', { ...everySecond, SENSOR_SOURCE: `replay:${recording}` });
    await stored(pipeline.store, 'sensor_push_sequence');
    await pipeline.stop('victoriametrics');
    await new Promise((resolve) => setTimeout(resolve, 5000)); // five pushes that only the collector's queue can hold
    await pipeline.start('victoriametrics');
    const [series] = await eventually(
      () => pipeline.store.export('sensor_push_sequence'),
      ([seen]) => (seen?.values.at(-1) ?? 0) >= 9,
    );
    const values = series?.values ?? [];
    expect(values).toEqual(values.map((_, index) => index + 1));
  });
});
