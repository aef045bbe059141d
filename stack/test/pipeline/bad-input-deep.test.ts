import { afterEach, describe, expect, test } from 'vitest';
import { createServiceCgroup, type ServiceCgroup } from '../../bench/process/service-cgroup.ts';
import { gaugeMetric, keyValue, numberPoint, request, stringValue } from '../../faults/bad-input/otlp-message.ts';
import { tag, varint } from '../../faults/bad-input/protobuf.ts';
import { countPushes } from '../../faults/push-count.ts';
import { createRealPipeline } from '../../faults/real-pipeline.ts';
import { isRoot } from '../../faults/small-disk.ts';
import { readServiceLimits } from '../../limits.ts';
import {
  binaries,
  eventually,
  type Pipeline,
  root,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

/**
 * Of lists within lists, 800 kB: decoding calls itself for each, and a Go stack is no heap that the memory limiter would see. No setting bounds the depth; a request small
 * enough (300 kB, 38,000 deep) would be too small for honest senders, and two of them at a time would do as well.
 */
const depth = 100_000;

describe.skipIf(withoutBinaries || !isRoot)(
  'an attribute within attributes [needs collector and VictoriaMetrics, root]',
  () => {
    let pipeline: Pipeline | undefined;
    let cgroup: ServiceCgroup | undefined;
    afterEach(async () => {
      await pipeline?.close();
      await cgroup?.remove();
    });

    test('ends the collector within its memory limit, and costs no push of anybody', async ({ skip }) => {
      const limits = await readServiceLimits(root, 'otel-collector');
      cgroup = await createServiceCgroup(limits).catch(() => undefined);
      if (cgroup === undefined) return skip('no cgroup can be made here');
      pipeline = await createRealPipeline({ root, binaries: await binaries(), enter: { collector: cgroup.enter } });
      const { ports, store, folder } = pipeline;
      await pipeline.start('victoriametrics');
      const collector = await pipeline.start('collector');
      const recording = await writeSteadyRecording(folder, 20, 50);
      await pipeline.start('sensor', { SENSOR_SOURCE: `replay:${recording}`, OTEL_METRIC_EXPORT_INTERVAL: '1000' });
      await stored(store, 'sensor_push_sequence', 3);

      const headers = { 'content-type': 'application/x-protobuf' };
      const url = `http://127.0.0.1:${ports.otlpHttp}/v1/metrics`;
      await expect(
        fetch(url, { method: 'POST', headers, body: deepRequest(), signal: AbortSignal.timeout(30_000) }),
      ).rejects.toThrow();
      expect(await collector.exited).toMatchObject({ signal: 'SIGKILL' });
      const diedAtMillis = Date.now();
      await pipeline.start('collector'); // as whoever looks after it does

      const count = await eventually(
        async () => countPushes(await store.export('sensor_push_sequence')),
        ({ newestMillis, lost }) => newestMillis > diedAtMillis + 2_000 && lost === 0,
        60_000,
      );
      expect(count).toMatchObject({ lost: 0, duplicated: 0 });
    });
  },
);

/** Its beginnings one by one and joined at the end: each level copied would be 40 GB. */
function deepRequest(): Buffer {
  const innermost = stringValue('deep');
  const beginnings: Buffer[] = [];
  let bytes = innermost.length;
  const within = (field: number): void => {
    const beginning = Buffer.concat([tag(field, 2), varint(bytes)]);
    beginnings.push(beginning);
    bytes += beginning.length;
  };
  for (let level = 0; level < depth; level += 1) {
    within(1); // ArrayValue.values
    within(5); // AnyValue.array_value
  }
  const value = Buffer.concat([...beginnings.reverse(), innermost]);
  return request({ metrics: [gaugeMetric(numberPoint({ attributes: [keyValue('deep', value)] }))] });
}
