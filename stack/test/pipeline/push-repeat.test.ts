import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countPushes } from '../../faults/push-count.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

/** With a flush every second about 6 s are lost at a kill; what is written earlier than that is on the disk, the labels of new series too. */
const FLUSH = { VM_inmemoryDataFlushInterval: '1s' };
const SETTLE_MILLIS = 10_000;

describe.skipIf(withoutBinaries)('VictoriaMetrics is killed [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  beforeEach(async () => {
    pipeline = await createPipeline();
    await pipeline.start('victoriametrics', FLUSH);
    await pipeline.start('collector');
  });
  afterEach(() => pipeline?.close());

  const afterKill = async (repeat: number) => {
    await pipeline.start('sensor', {
      SENSOR_SOURCE: `replay:${await writeSteadyRecording(pipeline.folder, 20, 50)}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      SENSOR_PUSH_REPEAT: `${repeat}`,
    });
    await stored(pipeline.store, 'sensor_push_sequence', 3);
    await sleep(SETTLE_MILLIS);
    await pipeline.kill('victoriametrics');
    const killedAt = Date.now();
    await pipeline.start('victoriametrics', FLUSH);
    const pushes = async () => countPushes(await pipeline.store.export('sensor_push_sequence'));
    const { lost, duplicated } = await eventually(
      pushes,
      ({ newestMillis }) => newestMillis > killedAt + 5_000,
      60_000,
    );
    const timesOf = async (name: string) => (await pipeline.store.export(name))[0]?.timestampsMillis ?? [];
    const pushed = await timesOf('sensor_push_sequence');
    const readings = await eventually(
      () => timesOf('sensor_temperature_celsius'),
      (seen) => seen.length >= pushed.length,
    );
    expect(readings.slice(0, pushed.length)).toEqual(pushed); // pushes go on meanwhile
    return { lost, duplicated };
  };

  test('what it had not written of the readings is lost, without repetition', async () => {
    const { lost, duplicated } = await afterKill(0);
    expect(lost).toBeGreaterThan(0);
    expect(duplicated).toBe(0);
  });

  test('nothing of the readings is lost when each push brings those before it again, and nothing is there twice', async () => {
    expect(await afterKill(16)).toEqual({ lost: 0, duplicated: 0 });
  });
});
