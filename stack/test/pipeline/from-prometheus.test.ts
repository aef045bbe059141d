import { execFile } from 'node:child_process';
import { appendFile, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { findPrometheus, prometheusArguments } from '../../bench/baseline/prometheus.ts';
import { isExecutable } from '../../binaries/is-executable.ts';
import { anyPorts, reservePorts } from '../../native/ports.ts';
import { type RunningProcess, startProcess } from '../../native/start-process.ts';
import { stopProcess } from '../../native/stop-process.ts';
import { storedNames } from '../../stored-names.ts';
import type { ExportedSeries } from '../../victoriametrics-client.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  root,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

const run = promisify(execFile);
const prometheus = await findPrometheus().catch(() => undefined);
const vmctl = await findVmctl();

const pushed = '{service_name="sensor"}';
const scraped = '{job="sensor"}';
const imported = '{imported="yes"}';
const sameFlags = ['-s', '--disable-progress-bar', '--vm-concurrency=1', '--vm-extra-label=imported=yes'];
// What Prometheus says of each scrape.
const ofScraper = /^(up|scrape_.+)$/;

describe.skipIf(withoutBinaries || prometheus === undefined)(
  'moving from a Prometheus, as in docs/from-prometheus.md [needs prometheus, collector and VictoriaMetrics]',
  () => {
    let pipeline: Pipeline;
    let scraper: Scraper;
    beforeAll(async () => {
      pipeline = await createPipeline();
      await pipeline.start('victoriametrics');
      await pipeline.start('collector');
      const recording = await writeSteadyRecording(pipeline.folder, 21.5, 40);
      await pipeline.start('sensor', { OTEL_METRIC_EXPORT_INTERVAL: '1000', SENSOR_SOURCE: `replay:${recording}` });
      scraper = await startScraper(pipeline);
    });
    afterAll(async () => {
      await scraper?.stop();
      await pipeline?.close();
    });

    const storeUrl = (): string => `http://127.0.0.1:${pipeline.ports.victoriaMetrics}`;

    /** Metric names under a selector. */
    async function namesOf(selector: string): Promise<ReadonlySet<string>> {
      const series = await pipeline.store.export(selector);
      return new Set(series.map(({ labels }) => labels['__name__'] ?? '').filter((name) => !ofScraper.test(name)));
    }

    /** Every value of a metric, each once. */
    async function valuesOf(name: string, selector: string): Promise<readonly number[]> {
      const series = await pipeline.store.export(`${name}${selector}`);
      return [...new Set(series.flatMap(({ values }) => values))];
    }

    test('remote_write brings what is scraped under the names and with the values of what is pushed', async () => {
      await stored(pipeline.store, storedNames.temperature, 3);
      const names = await eventually(
        () => namesOf(scraped),
        (found) => found.has(storedNames.temperature) && found.has(storedNames.pushSequence),
        60_000,
      );
      const ofPushes = await namesOf(pushed);
      expect(names.size).toBeGreaterThan(30);
      expect([...names].filter((name) => !ofPushes.has(name))).toEqual([]);
      for (const name of [storedNames.temperature, storedNames.humidity, prometheusName(metrics.queueCapacity)]) {
        const values = await valuesOf(name, pushed);
        expect(values, name).toHaveLength(1);
        expect(await valuesOf(name, scraped), name).toEqual(values);
      }
    });

    test('both are in one place and apart by their labels', async () => {
      const found = await pipeline.store.query(`count by (job, service_name) (${storedNames.temperature})`);
      expect(found.map(({ labels, value }) => [labels['job'], labels['service_name'], value])).toEqual(
        expect.arrayContaining([
          ['sensor', undefined, 1],
          [undefined, 'sensor', 1],
        ]),
      );
    });

    test.skipIf(vmctl === undefined)(
      'vmctl brings every sample of a snapshot, and its label takes them back [needs vmctl]',
      async () => {
        const { path, samples } = await scraper.snapshot();
        expect(samples.length).toBeGreaterThan(3);
        const flags = [`--prom-snapshot=${path}`, `--vm-addr=${storeUrl()}`, ...sameFlags];
        const { stdout, stderr } = await run(vmctl ?? '', ['prometheus', ...flags], { timeout: 60_000 });
        expect(`${stdout}${stderr}`).toContain('Import finished!');
        const total = Number(/total samples: (\d+)/.exec(`${stdout}${stderr}`)?.[1]);
        // An export ends with the second before this one, so the newest may be missing in the first look.
        const series = await eventually(
          async () => {
            await pipeline.store.flush();
            return pipeline.store.export(imported);
          },
          (found) => countOf(found) >= total,
        );
        expect(countOf(series)).toBe(total);
        const temperature = series.find(({ labels }) => labels['__name__'] === storedNames.temperature);
        expect(temperature?.timestampsMillis).toEqual(expect.arrayContaining([...samples]));
        expect(await namesOf(imported)).toEqual(await namesOf(scraped));

        const query = new URLSearchParams({ 'match[]': imported });
        const url = `${storeUrl()}/api/v1/admin/tsdb/delete_series?${query}`;
        expect((await fetch(url, { method: 'POST' })).ok).toBe(true);
        expect(await pipeline.store.export(imported)).toEqual([]);
        expect((await pipeline.store.export(scraped)).length).toBeGreaterThan(30);
      },
    );
  },
);

test('the guide has the commands that are tried here', async () => {
  const guide = await readFile(join(root, 'docs/from-prometheus.md'), 'utf8');
  const command = ['vmctl prometheus', '--prom-snapshot=', '--vm-addr=', ...sameFlags];
  for (const text of [remoteWrite('http://127.0.0.1:8428'), adminApi, ...command]) expect(guide).toContain(text);
});

const countOf = (series: readonly ExportedSeries[]): number =>
  series.reduce((sum, { values }) => sum + values.length, 0);

interface Scraper {
  /** Folder of a snapshot of all that it has stored, and the times of its temperatures. */
  snapshot(): Promise<{ readonly path: string; readonly samples: readonly number[] }>;
  stop(): Promise<unknown>;
}

/** The sensor as its only target, everything handed over to the pipeline's store. */
async function startScraper({ folder, ports, sensorUrl }: Pipeline): Promise<Scraper> {
  const { victoriaMetrics: port } = await reservePorts(anyPorts);
  const args = await prometheusArguments(folder, { port, target: new URL(sensorUrl).host, intervalSeconds: 1 });
  await appendFile(join(folder, 'prometheus.yml'), remoteWrite(`http://127.0.0.1:${ports.victoriaMetrics}`));
  const program = {
    file: prometheus?.path ?? '',
    args: [...args, adminApi],
    env: {},
    cwd: folder,
  };
  const running: RunningProcess = await startProcess(program, { logFile: join(folder, 'prometheus.log') });
  const ask = async (path: string, options: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, options);
    return ((await response.json()) as { data: unknown }).data;
  };
  return {
    async snapshot() {
      const query = new URLSearchParams({ query: `${storedNames.temperature}[1h]` });
      const { result } = (await ask(`query?${query}`)) as { result: { values: [seconds: number, value: string][] }[] };
      const { name } = (await ask('admin/tsdb/snapshot', { method: 'POST' })) as { name: string };
      const samples = result.flatMap(({ values }) => values.map(([seconds]) => Math.round(seconds * 1000)));
      return { path: join(folder, 'prometheus', 'snapshots', name), samples };
    },
    stop: () => stopProcess(running, 20_000),
  };
}

const adminApi = '--web.enable-admin-api';
const remoteWrite = (storeUrl: string): string => `remote_write:\n  - url: ${storeUrl}/api/v1/write\n`;

/** VMCTL_BIN, or the one on PATH; docs/from-prometheus.md tells how to build it. */
async function findVmctl(): Promise<string | undefined> {
  const { VMCTL_BIN, PATH = '' } = process.env;
  if (VMCTL_BIN !== undefined && VMCTL_BIN !== '') return VMCTL_BIN;
  for (const folder of PATH.split(delimiter).filter((each) => each !== '')) {
    const path = join(folder, 'vmctl');
    if (await isExecutable(path)) return path;
  }
  return undefined;
}
