import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ComponentId,
  createPipeline,
  eventually,
  type Pipeline,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

describe.skipIf(withoutBinaries)('restarting a component adds no series [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  const env: Record<ComponentId, Record<string, string>> = {
    victoriametrics: { VM_pushmetrics_interval: '2s' },
    collector: { COLLECTOR_HOSTMETRICS_INTERVAL: '2s' },
    sensor: { OTEL_METRIC_EXPORT_INTERVAL: '1000' },
  };
  const services = { victoriametrics: 'victoriametrics', collector: 'otelcol|host', sensor: 'sensor' } as const;

  // Without those of disks, mounts and interfaces: which the machine has may change meanwhile, by whatever else it does.
  const seriesOf = (service: string) =>
    pipeline.store.seriesCount(`{service_name=~"${service}",device="",mountpoint=""}`);
  /** Points that are newer than the given moment: the restarted component has told of itself again. */
  const newest = async (service: string) => {
    const [sample] = await pipeline.store.query(`max(timestamp({service_name=~"${service}"}))`);
    return (sample?.value ?? 0) * 1000;
  };
  const heardAgain = (service: string, since: number) =>
    eventually(
      () => newest(service),
      (at) => at > since,
      60_000,
    );
  /** The count once it has stopped growing: some series appear with the second push. The collector pushes every 15 s. */
  const settled = async (service: string) => {
    const pauseMillis = service === services.collector ? 16_000 : 4000;
    let last = -1;
    return eventually(
      async () => {
        await new Promise((resolve) => setTimeout(resolve, pauseMillis));
        const now = await seriesOf(service);
        const stable = now === last && now > 0;
        last = now;
        return { now, stable };
      },
      ({ stable }) => stable,
      90_000,
    );
  };

  beforeAll(async () => {
    pipeline = await createPipeline();
    env.sensor['SENSOR_SOURCE'] = `replay:${await writeSteadyRecording(pipeline.folder, 20, 50)}`;
    for (const id of ['victoriametrics', 'collector', 'sensor'] as const) await pipeline.start(id, env[id]);
    for (const id of ['victoriametrics', 'collector', 'sensor'] as const) await heardAgain(services[id], 0);
  });
  afterAll(() => pipeline?.close());

  test.each(['sensor', 'collector', 'victoriametrics'] as const)('%s', async (id) => {
    const before = await settled(services[id]);
    const stoppedAt = Date.now();
    await pipeline.stop(id);
    await pipeline.start(id, env[id]);
    await heardAgain(services[id], stoppedAt + 1000);
    expect((await settled(services[id])).now).toBe(before.now);
  });

  test('the sensor ends with 0 and its last push is stored', async () => {
    const before = await newest('sensor');
    const exit = await pipeline.stop('sensor');
    expect(exit).toMatchObject({ code: 0, signal: null });
    await eventually(
      () => newest('sensor'),
      (at) => at > before,
    );
  });
});
