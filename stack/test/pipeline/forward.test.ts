import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { numberedMetric, pushNumber } from '../../numbered-pushes.ts';
import type { VictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { createForwardFixture, type ForwardFixture } from './forward-fixture.ts';
import { eventually, stored, withoutBinaries, writeSteadyRecording } from './pipeline.ts';

describe.skipIf(withoutBinaries)(
  'a device that forwards to a central one [needs collector and VictoriaMetrics]',
  () => {
    let forward: ForwardFixture;
    let otlpUrl: string;
    beforeEach(async () => {
      forward = await createForwardFixture();
      otlpUrl = `http://127.0.0.1:${forward.device.ports.otlpHttp}`;
    });
    afterEach(() => forward?.close());

    /** The numbers that are stored, in order. Each look is another one: "no such series" is remembered for ten seconds. */
    let look = 0;
    async function numbers(store: VictoriaMetricsClient): Promise<readonly number[]> {
      await store.flush();
      look += 1;
      const series = await store.export(`${numberedMetric}{look!="numbers ${look}"}`);
      return series.flatMap(({ values }) => values).toSorted((a, b) => a - b);
    }

    async function push(from: number, to: number, paddingBytes = 0): Promise<readonly number[]> {
      const statuses: number[] = [];
      for (let number = from; number <= to; number += 1) {
        statuses.push(await pushNumber(otlpUrl, number, { paddingBytes }));
      }
      return statuses;
    }

    /** Waits longer than the retries are apart, 30 s at most. */
    async function everything(store: VictoriaMetricsClient, last: number): Promise<readonly number[]> {
      return eventually(
        () => numbers(store),
        (seen) => seen.length >= last,
        60_000,
      );
    }

    const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

    test('over TLS, with its credential: both have everything, there under the name of the credential', async () => {
      await forward.central.startCollector();
      await forward.startCollector();
      expect(await push(1, 20)).toEqual(Array.from({ length: 20 }, () => 200));
      await stored(forward.device.store, numberedMetric, 20);
      await stored(forward.central.pipeline.store, numberedMetric, 20);
      expect(await numbers(forward.device.store)).toEqual(upTo(20));
      expect(await numbers(forward.central.pipeline.store)).toEqual(upTo(20));
      const [there] = await forward.central.pipeline.store.query(numberedMetric);
      expect(there?.labels['host_name']).toBe(forward.name);
      const [here] = await forward.device.store.query(numberedMetric);
      expect(here?.labels).not.toHaveProperty('host_name');
    });

    test('the sensor alone goes there, past the collector of its device, with the same file of headers', async () => {
      const { central, device } = forward;
      await central.startCollector();
      await device.start('sensor', {
        SENSOR_SOURCE: `replay:${await writeSteadyRecording(device.folder, 20, 50)}`,
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
        OTEL_EXPORTER_OTLP_ENDPOINT: `https://localhost:${central.port.httpPort}`,
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(central.port.access.authority, 'authority.pem'),
        SENSOR_OTLP_HEADERS_FILE: forward.headersFile,
      });
      await stored(central.pipeline.store, 'sensor_temperature_celsius');
      const [there] = await central.pipeline.store.query('sensor_temperature_celsius');
      expect(there).toMatchObject({ value: 20, labels: { host_name: forward.name } });
    });

    test('while the central one is away, and over a kill of its own collector: both have everything in the end', async () => {
      await forward.startCollector();
      await push(1, 20);
      // Nobody waits for the one that is away.
      await stored(forward.device.store, numberedMetric, 20);
      await forward.device.kill('collector');
      await forward.startCollector();
      await push(21, 40);
      await stored(forward.device.store, numberedMetric, 40);
      expect(await numbers(forward.central.pipeline.store)).toEqual([]);
      await forward.central.startCollector();
      expect(await everything(forward.central.pipeline.store, 40)).toEqual(upTo(40));
      expect(await numbers(forward.device.store)).toEqual(upTo(40));
    });

    test('while the central one is killed and comes back: both have everything in the end', async () => {
      const { central, device } = forward;
      await central.startCollector();
      await forward.startCollector();
      await push(1, 20);
      expect(await everything(central.pipeline.store, 20)).toEqual(upTo(20));
      await central.pipeline.kill('collector');
      expect(await push(21, 40)).toEqual(Array.from({ length: 20 }, () => 200));
      expect(await everything(device.store, 40)).toEqual(upTo(40));
      expect(await numbers(central.pipeline.store)).toEqual(upTo(20));
      await central.startCollector();
      await push(41, 60);
      expect(await everything(central.pipeline.store, 60)).toEqual(upTo(60));
      expect(await everything(device.store, 60)).toEqual(upTo(60));
    });

    test('with its queue full: senders hear 503 and keep their data, the local store has each all the same, once', async () => {
      // Room for a few pushes of 20 kB.
      await forward.startCollector({ COLLECTOR_CENTRAL_QUEUE_BYTES: '100000' });
      const statuses = await push(1, 20, 20_000);
      expect(statuses.at(0)).toBe(200);
      expect(statuses.at(-1)).toBe(503);
      await stored(forward.device.store, numberedMetric, 20);
      expect(await numbers(forward.device.store)).toEqual(upTo(20));
      await forward.central.startCollector();
      // What a sender does with what was refused.
      await eventually(
        () => pushNumber(otlpUrl, 21),
        (status) => status === 200,
        60_000,
      );
      await eventually(
        () => numbers(forward.central.pipeline.store),
        (seen) => seen.includes(21),
        60_000,
      );
      const accepted = statuses.flatMap((status, index) => (status === 200 ? [index + 1] : []));
      expect(await numbers(forward.central.pipeline.store)).toEqual(expect.arrayContaining(accepted));
    });
  },
);
