import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { canaryName } from '../../doctor/canary.ts';
import type { Finding } from '../../doctor/finding.ts';
import { portSpecs } from '../../native/ports.ts';
import {
  createPipeline,
  eventually,
  type Pipeline,
  root,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

interface Report {
  readonly mode: string;
  readonly well: boolean;
  readonly findings: readonly Finding[];
  readonly canary: { readonly outcome: string; readonly latencyMillis: number | null } | null;
  readonly unchecked: readonly { readonly what: string; readonly why: string }[];
}

/** What the machine that runs the tests may have to answer for itself. */
const ofTheMachine = ['clock-not-synchronised', 'disk-too-small'];

describe.skipIf(withoutBinaries)('npm run doctor, with npm start [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let recording: string;
  const startStore = (env: Record<string, string> = {}) =>
    pipeline.start('victoriametrics', { VM_pushmetrics_interval: '2s', ...env });
  const startCollector = () => pipeline.start('collector', { COLLECTOR_HOSTMETRICS_INTERVAL: '2s' });
  const startSensor = (source = recording) =>
    pipeline.start('sensor', { OTEL_METRIC_EXPORT_INTERVAL: '1000', SENSOR_SOURCE: `replay:${source}` });

  beforeAll(async () => {
    pipeline = await createPipeline();
    recording = await writeSteadyRecording(pipeline.folder, 20, 50);
    await startStore();
    await startCollector();
    await startSensor();
    await stored(pipeline.store, 'sensor_push_sequence');
  });
  afterAll(() => pipeline?.close());

  /** The command itself, told where this pipeline is. */
  async function doctor(env: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
    const ports = Object.entries(portSpecs).map(([name, { variable }]) => [
      variable,
      `${pipeline.ports[name as keyof typeof portSpecs]}`,
    ]);
    const options = {
      env: { PATH: process.env['PATH'], STACK_DATA_DIR: pipeline.folder, ...Object.fromEntries(ports), ...env },
      timeout: 60_000,
    };
    const { code, stdout } = await new Promise<{ code: number; stdout: string }>((resolve) => {
      const command = [join(root, 'stack/doctor.ts'), '--native', '--json', ...args];
      execFile(process.execPath, command, options, (error, stdout) =>
        resolve({ code: Number(error?.code ?? 0), stdout }),
      );
    });
    const report = JSON.parse(stdout) as Report;
    const own = report.findings.filter(({ name }) => !ofTheMachine.includes(name));
    const bad = own
      .filter(({ severity }) => severity !== 'note')
      .map(({ name, subject }) => `${name} ${subject ?? ''}`.trim());
    return { ...report, code, bad, isMachineWell: own.length === report.findings.length };
  }

  test('finds nothing worse than a note while all is well, and gets its point back', async () => {
    const { bad, canary, mode, code, findings, isMachineWell } = await doctor();
    expect(bad).toEqual([]);
    expect(mode).toBe('native');
    expect(canary?.outcome).toBe('returned');
    expect(canary?.latencyMillis).toBeGreaterThan(0);
    expect(findings.map(({ name }) => name)).toContain('readings-are-recorded');
    expect(code).toBe(isMachineWell ? 0 : 1);
  });

  test('has one series for all of its points', async () => {
    const [first] = await pipeline.store.export(canaryName);
    expect((await doctor()).canary?.outcome).toBe('returned');
    const series = await pipeline.store.export(canaryName);
    expect(series).toHaveLength(1);
    expect(series[0]?.values.length).toBe((first?.values.length ?? 0) + 1);
    expect(series[0]?.labels).toMatchObject({ service_name: 'doctor' });
  });

  test('sends nothing with --no-canary', async () => {
    const [before] = await pipeline.store.export(canaryName);
    expect((await doctor({}, '--no-canary')).canary).toBeNull();
    expect((await pipeline.store.export(canaryName))[0]?.values).toEqual(before?.values);
  });

  test('names a secret that others can read', async () => {
    const token = join(pipeline.folder, 'token');
    await writeFile(token, 'x'.repeat(32));
    await chmod(token, 0o644);
    const { bad, code } = await doctor({ SENSOR_HTTP_TOKEN_FILE: token }, '--no-canary');
    expect(bad).toEqual([`secret-readable-by-others SENSOR_HTTP_TOKEN_FILE=${token}`]);
    expect(code).toBe(1);
    await chmod(token, 0o600);
    expect((await doctor({ SENSOR_HTTP_TOKEN_FILE: token }, '--no-canary')).bad).toEqual([]);
  });

  test('names a sensor that is open to the network without a token', async () => {
    const { bad } = await doctor({ SENSOR_HTTP_HOST: '0.0.0.0', SENSOR_HTTP_INSECURE: 'true' }, '--no-canary');
    expect(bad).toEqual([`port-open-without-credential ${pipeline.ports.sensor} (sensor)`]);
  });

  test('names a sensor that reads nothing', async () => {
    await pipeline.stop('sensor');
    await startSensor(join(pipeline.folder, 'missing.csv'));
    expect((await doctor({}, '--no-canary')).bad).toEqual(['no-reading sensor']);
    await pipeline.stop('sensor');
    await startSensor();
  });

  test('names points that the store throws away', async () => {
    // The counters must have been seen at 0.
    await stored(pipeline.store, 'vm_rows_ignored_total');
    await push('doctor.test', new Date(0));
    const { bad } = await eventually(
      () => doctor({}, '--no-canary'),
      (report) => report.bad.length > 0,
    );
    expect(bad).toEqual(['rows-ignored small_timestamp']);
  });

  test('names a collector that is down, and a program that has its port', async () => {
    await pipeline.stop('collector');
    const down = await doctor();
    expect(down.bad).toEqual(expect.arrayContaining(['service-down collector']));
    expect(down.bad).not.toContain(`port-in-use ${pipeline.ports.otlpHttp} (collector)`);
    expect(down.unchecked).toContainEqual({ what: 'the canary', why: 'the collector is down' });
    const squatter = createServer().listen(pipeline.ports.otlpHttp, '127.0.0.1');
    onTestFinished(() => void squatter.close());
    await once(squatter, 'listening');
    expect((await doctor()).bad).toContain(`port-in-use ${pipeline.ports.otlpHttp} (collector)`);
  });

  test('names a store that is read-only', async () => {
    await pipeline.stop('victoriametrics');
    await startStore({ VM_storage_minFreeDiskSpaceBytes: '1000TB' });
    await startCollector();
    const { bad, unchecked } = await doctor();
    expect(bad).toContain('store-read-only');
    expect(unchecked).toContainEqual({ what: 'the canary', why: 'VictoriaMetrics takes nothing in' });
  });

  test('names a store that is down', async () => {
    await pipeline.stop('victoriametrics');
    const { bad, canary } = await doctor();
    expect(bad).toEqual(['service-down victoriametrics']);
    expect(canary).toBeNull();
  });

  test('names a clock that is behind what is stored', async () => {
    await startStore();
    await push('sensor.push.sequence', new Date(Date.now() + 3_600_000));
    const { bad } = await eventually(
      () => doctor({}, '--no-canary'),
      (report) => report.bad.includes('clock-behind-store another-device'),
    );
    expect(bad).toContain('clock-behind-store another-device');
  });

  /** A point of another device, by way of the collector. */
  async function push(name: string, at: Date): Promise<void> {
    const dataPoints = [{ timeUnixNano: `${at.getTime() * 1e6}`, asDouble: 1 }];
    const attributes = [{ key: 'host.name', value: { stringValue: 'another-device' } }];
    const metrics = [{ name, unit: '{push}', gauge: { dataPoints } }];
    const response = await fetch(`http://127.0.0.1:${pipeline.ports.otlpHttp}/v1/metrics`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] }),
    });
    expect(response.status).toBe(200);
  }
});
