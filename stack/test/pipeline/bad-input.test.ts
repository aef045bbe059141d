import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allCases } from '../../faults/bad-input/all-cases.ts';
import { zstdWindows } from '../../faults/bad-input/compressed-bodies.ts';
import { openSilentConnections } from '../../faults/bad-input/silent-connections.ts';
import { type MemoryWatch, serviceOf, watchMemory } from '../../faults/memory-watch.ts';
import { readServiceLimits } from '../../limits.ts';
import {
  type ComponentId,
  createPipeline,
  eventually,
  type Pipeline,
  root,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

const components = ['victoriametrics', 'collector', 'sensor'] as const;
const cases = allCases();
const collectorConfig = await readFile(join(root, 'otel-collector/config.yaml'), 'utf8');
const refusesZstd = collectorConfig.includes('compression_algorithms:');

describe.skipIf(withoutBinaries)('bad input [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let memory: MemoryWatch;
  const processes = new Map<ComponentId, number>();
  beforeAll(async () => {
    pipeline = await createPipeline();
    const recording = await writeSteadyRecording(pipeline.folder, 21.5, 40);
    const env = { sensor: { SENSOR_SOURCE: `replay:${recording}`, OTEL_METRIC_EXPORT_INTERVAL: '1000' } };
    for (const id of components) {
      processes.set(id, (await pipeline.start(id, id === 'sensor' ? env.sensor : {})).pid);
    }
    memory = watchMemory(pipeline);
    await stored(pipeline.store, 'sensor_push_sequence', 2);
  });
  afterAll(async () => {
    memory?.stop();
    await pipeline?.close();
  });

  const storedPushes = async (): Promise<readonly number[]> => {
    const series = await pipeline.store.export('sensor_push_sequence{service_instance_id="test"}');
    return series.flatMap(({ values }) => values);
  };
  const newestPush = async (): Promise<number> => Math.max(0, ...(await storedPushes()));
  const pushesGoOn = async (): Promise<void> => {
    const before = await newestPush();
    await eventually(newestPush, (newest) => newest > before + 1);
  };

  test('there are at least 200 cases, each with a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  describe.concurrent('is answered as declared', () => {
    test.for(cases)('$name', async ({ send, expected }, { expect: expectHere }) => {
      const answer = await send(pipeline.ports);
      expectHere(expected).toContain(answer);
    });
  });

  // Where it takes zstd, ten bytes end it: then there is nothing to test but that.
  describe.skipIf(!refusesZstd)(
    'is answered without a byte set aside [needs compression_algorithms in config.yaml]',
    () => {
      test.each(zstdWindows())('$name', async ({ send, expected }) => {
        for (let times = 1; times <= 5; times += 1) expect(expected).toContain(await send(pipeline.ports));
      });
    },
  );

  describe('connections that say nothing', () => {
    test.each([
      // Ended after its 5 s for headers.
      ['otlpHttp', 300, 300],
      // HTTP/2 has no time limit for what never begins: they are bounded by what they cost, below.
      ['otlpGrpc', 300, 0],
      // Those beyond its 128; the others hold for as long as their clients like (Node times a request from its first byte on).
      ['sensor', 300, 172],
    ] as const)(
      '%s: %i, pushes go on, at least %i are ended, and the port answers again',
      async (port, count, atLeast) => {
        const silent = await openSilentConnections(pipeline.ports[port], count);
        try {
          await pushesGoOn();
          await eventually(
            async () => silent.ended(),
            (ended) => ended >= atLeast,
          );
        } finally {
          silent.close();
        }
        await eventually(
          () => takesConnections(pipeline.ports[port]),
          (takes) => takes,
        );
      },
    );
  });

  describe('afterwards', () => {
    test('every push of the sensor is stored, once', async () => {
      await sleep(2_000); // what was accepted last
      const values = await eventually(storedPushes, (seen) => seen.length === Math.max(...seen));
      expect(values.toSorted((a, b) => a - b)).toEqual(values.map((_, index) => index + 1));
    });

    test.each(components)('%s is the same process, below its memory limit', async (id) => {
      expect(pipeline.running(id)?.pid).toBe(processes.get(id));
      const { memoryBytes } = await readServiceLimits(root, serviceOf[id]);
      const { [id]: peakBytes } = memory.peakBytes();
      expect(peakBytes).toBeGreaterThan(1_000_000);
      expect(peakBytes).toBeLessThan(memoryBytes);
    });

    test('nothing of the sensor was renamed or forged by it', async () => {
      const forged = await pipeline.store.query('{__name__=~"sensor_.+",service_name="bad-input"}');
      expect(forged.map(({ labels }) => labels['__name__'])).toEqual(['sensor_push_sequence_forged']);
    });
  });
});

/** A server that is beyond its number of connections ends each new one at once. */
async function takesConnections(port: number): Promise<boolean> {
  const one = await openSilentConnections(port, 1);
  await sleep(500);
  const ended = one.ended();
  one.close();
  return ended === 0;
}
