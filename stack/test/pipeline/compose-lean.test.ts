import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findContainerCgroup } from '../../cgroup/find-cgroup.ts';
import { type ComposeStack, createComposeStack } from '../../compose/compose-stack.ts';
import { readLimits, variantFiles } from '../../limits.ts';
import { createVictoriaMetricsClient, type VictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { tempDir } from '../temp-dir.ts';
import { docker, inspectService, leftOf } from './container.ts';
import { provideDockerEngine } from './docker-engine.ts';
import { eventually, root, withoutBinaries } from './pipeline.ts';
import { buildImages, importBareImages } from './test-images.ts';

const services = ['health', 'victoriametrics', 'otel-collector', 'sensor'] as const;
const deviceName = 'compose-test';
const engine = withoutBinaries ? { kind: 'none' as const, why: 'no binaries' } : await provideDockerEngine();

const isMissing = engine.kind === 'none';
describe.skipIf(isMissing)(`docker compose, lean variant${isMissing ? ` (${engine.why})` : ''}`, () => {
  let stack: ComposeStack;
  let store: VictoriaMetricsClient;

  beforeAll(async () => {
    await buildImages();
    stack = await createComposeStack({ root, files: variantFiles.lean, deviceName });
    store = createVictoriaMetricsClient(`http://127.0.0.1:${stack.ports.victoriaMetrics}`);
    await stack.compose('up', '--detach', '--wait', '--wait-timeout', '120');
  }, 600_000); // the first build of the images compiles the health service and copies node

  afterAll(async () => {
    await stack?.remove();
    if (engine.kind !== 'none') await engine.stop();
  });

  /** 0 while the store does not answer: it may be the one that was just killed. */
  const newestSampleMillis = async (): Promise<number> => {
    const series = await store.export(`sensor_temperature_celsius{host_name="${deviceName}"}`).catch(() => []);
    return Math.max(0, ...series.flatMap(({ timestampsMillis }) => timestampsMillis));
  };
  /** A reading that was taken and stored after this call: the next push is at most 15 s away. */
  const freshSample = async (boundMillis = 60_000): Promise<void> => {
    const since = Date.now();
    await eventually(newestSampleMillis, (newest) => newest > since, boundMillis);
  };

  test('is up once a sample of this run can be queried, and says that it is healthy', async () => {
    const [sample] = await store.query(`sensor_temperature_celsius{host_name="${deviceName}"}`);
    expect(sample?.labels).toMatchObject({ service_name: 'sensor', service_instance_id: deviceName });
    expect(await stack.compose('ps', '--format', '{{.Status}}', 'health')).toContain('(healthy)');
  });

  test('keeps every service in the limits of the files, as the kernel has them', async () => {
    const limits = (await readLimits(root)).lean;
    for (const service of services) {
      const { Id, HostConfig } = await inspectService(stack, service);
      const { memoryBytes, cpus } = limits[service] ?? { memoryBytes: 0, cpus: 0 };
      expect(HostConfig, service).toMatchObject({ Memory: memoryBytes, MemorySwap: memoryBytes, NanoCpus: cpus * 1e9 });
      expect(HostConfig.PidsLimit, service).toBeGreaterThan(0);
      const cgroup = await findContainerCgroup(Id);
      const file = cgroup?.version === 2 ? 'memory.max' : 'memory.limit_in_bytes';
      expect((await readFile(join(cgroup?.memoryDir ?? '', file), 'utf8')).trim(), service).toBe(`${memoryBytes}`);
    }
  });

  test('runs every process without root, capabilities and new privileges, on a read-only root', async () => {
    const file = join(await tempDir(), 'new');
    await writeFile(file, 'x');
    for (const service of services) {
      const { Id, State, HostConfig } = await inspectService(stack, service);
      const status = await readFile(`/proc/${State.Pid}/status`, 'utf8');
      expect(status, service).toMatch(/^Uid:\t10001\t10001\t10001\t10001$/m);
      expect(status, service).toMatch(/^CapBnd:\t0+$/m);
      expect(status, service).toMatch(/^NoNewPrivs:\t1$/m);
      expect(HostConfig.ReadonlyRootfs, service).toBe(true);
      const mounts = await readFile(`/proc/${State.Pid}/mountinfo`, 'utf8');
      expect(mounts, service).toMatch(/^\d+ \d+ \S+ \/ \/ ro,/m);
      await expect(docker('cp', file, `${Id}:/new`), service).rejects.toThrow(/read-only/);
    }
  });

  test('listens on loopback alone', async () => {
    const published = [];
    for (const service of services) {
      const { NetworkSettings } = await inspectService(stack, service);
      published.push(...Object.values(NetworkSettings.Ports).flatMap((ports) => ports ?? []));
    }
    expect(published).toHaveLength(4);
    expect(new Set(published.map(({ HostIp }) => HostIp))).toEqual(new Set(['127.0.0.1']));
    const elsewhere = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    expect(elsewhere.length).toBeGreaterThan(0);
    for (const { HostPort } of published) {
      expect(await isOpen('127.0.0.1', Number(HostPort))).toBe(true);
      for (const address of elsewhere) expect(await isOpen(address, Number(HostPort)), address).toBe(false);
    }
  });

  test.each(services)('starts %s again when its process is killed, and samples go on', async (service) => {
    const before = await inspectService(stack, service);
    process.kill(before.State.Pid, 'SIGKILL');
    const after = await eventually(
      () => inspectService(stack, service),
      ({ State }) => State.Running && State.Pid !== before.State.Pid && State.Pid !== 0,
    );
    expect(after.RestartCount).toBe(before.RestartCount + 1);
    await freshSample();
  });

  test('is whole again with one command after `docker kill`, which Docker takes for a stop by hand', async () => {
    const ids = await Promise.all(services.map(async (service) => (await inspectService(stack, service)).Id));
    await docker('kill', ...ids);
    await stack.compose('up', '--detach', '--wait', '--wait-timeout', '120');
    await freshSample();
  });

  test('says in `ps` that it is unhealthy while the collector is down, and healthy once it is back', async () => {
    const status = () => stack.compose('ps', '--format', '{{.Status}}', 'health');
    expect(await status()).toContain('(healthy)');
    await stack.compose('stop', 'otel-collector');
    // Three checks, each of which waits 13 s for the pipeline to come, 15 s apart.
    await eventually(status, (text) => text.includes('(unhealthy)'), 150_000);
    await stack.compose('start', 'otel-collector');
    await eventually(status, (text) => text.includes('(healthy)'), 60_000);
  }, 240_000);

  test('is within its limits and free of faults by its own tools, which run as containers', async () => {
    const tools = await toolsOverride();
    const tool = async (name: string): Promise<string> =>
      stack.compose('-f', tools, '--profile', 'tools', 'run', '--rm', '--no-deps', name, '--json');
    const budget = JSON.parse(await tool('budget')) as { services: { service: string; verdict: string }[] };
    expect(budget).toMatchObject({ project: stack.project, fits: true, problems: [] });
    expect(budget.services.map(({ service }) => service).toSorted()).toEqual([...services].toSorted());
    // Exit code 1 where the machine itself has one: its disk may read far ahead.
    const said = await tool('doctor').catch((error: { stdout?: string }) => error.stdout ?? '');
    const doctor = JSON.parse(said) as { findings: { name: string; severity: string }[] };
    const ofStack = doctor.findings.filter(({ name }) => name !== 'read-ahead-too-large');
    expect(ofStack.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(doctor).toMatchObject({ project: stack.project, canary: { outcome: 'returned' } });
  });

  test('has the same series after its containers were made anew', async () => {
    const selector = `{host_name="${deviceName}",__name__=~"sensor_temperature_.+|system_.+|otelcol_process_.+|vm_rows"}`;
    const before = await store.seriesCount(selector);
    expect(before).toBeGreaterThan(30);
    await stack.compose('up', '--detach', '--force-recreate', '--wait', '--wait-timeout', '120');
    await freshSample();
    expect(await store.seriesCount(selector)).toBe(before);
  });

  test('leaves no container, volume or network behind', async () => {
    expect((await leftOf(stack.project)).length).toBeGreaterThan(0);
    await stack.compose('down', '--volumes');
    expect(await leftOf(stack.project)).toEqual([]);
  });

  test('writes its volumes with images that do not have their folders, like the official ones', async () => {
    const bare = await importBareImages();
    vi.stubEnv('VICTORIAMETRICS_IMAGE', bare.victoriaMetrics);
    vi.stubEnv('OTELCOL_IMAGE', bare.collector);
    const other = await createComposeStack({ root, files: variantFiles.lean, deviceName });
    try {
      await other.compose('up', '--detach', '--wait', '--wait-timeout', '120');
      for (const service of ['victoriametrics', 'otel-collector'] as const) {
        expect((await inspectService(other, service)).RestartCount, service).toBe(0);
      }
    } finally {
      await other.remove();
      await bare.remove();
    }
  });
});

/** The engine's socket is not where the file has it while the engine is one of the test's own. */
async function toolsOverride(): Promise<string> {
  const socket = (process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');
  const service = { volumes: [`${socket}:/var/run/docker.sock:ro`] };
  const file = join(await tempDir(), 'tools.json');
  await writeFile(file, JSON.stringify({ services: { budget: service, doctor: service } }));
  return file;
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
