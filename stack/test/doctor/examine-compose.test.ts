import { once } from 'node:events';
import { chmod, cp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseDoctorOptions } from '../../doctor/doctor-options.ts';
import { examine } from '../../doctor/run-doctor.ts';
import { variantFiles } from '../../limits.ts';
import { createProgress } from '../../progress.ts';
import { createScreen } from '../../screen.ts';
import { tempDir } from '../temp-dir.ts';
import { archiveOf } from './archive.ts';
import { type FakeSurroundings, fakeSurroundings } from './surroundings.ts';

const root = join(import.meta.dirname, '../../..');
const project = 'otel-edge';
const names = ['health', 'otel-collector', 'sensor', 'victoriametrics'] as const;

const idOf = (name: string): string => Buffer.from(name.padEnd(16, '-')).toString('hex');

/** What the engine says of a container, as far as anybody looks. */
function container(name: string, changes: object = {}, state: object = {}): Record<string, unknown> {
  return {
    Id: idOf(name),
    Image: `sha256:${name}`,
    RestartCount: 0,
    State: {
      Status: 'running',
      StartedAt: '2026-11-22T03:10:17.797332076Z',
      FinishedAt: '0001-01-01T00:00:00Z',
      ExitCode: 0,
      OOMKilled: false,
      Pid: 42,
      Error: '',
      ...state,
    },
    Config: { User: '10001:10001', Env: [], Labels: { 'com.docker.compose.version': '2.26.1' } },
    HostConfig: { Memory: 50_000_000, PortBindings: {} },
    Mounts: [],
    ...changes,
  };
}

interface FakeStack {
  readonly containers?: Readonly<Record<string, object>>;
  readonly info?: object;
  readonly more?: Readonly<Record<string, () => unknown>>;
}

/** A lean stack that runs, unless changed. */
function engineAnswers({ containers = {}, info = {}, more = {} }: FakeStack): Record<string, () => unknown> {
  const answers: Record<string, () => unknown> = {
    '/version': () => ({ Version: '20.10.24+dfsg1', Arch: 'amd64' }),
    '/info': () => ({
      MemoryLimit: true,
      SwapLimit: true,
      CgroupVersion: '2',
      DockerRootDir: '/nowhere',
      Name: 'cellar',
      ...info,
    }),
    '/containers/json': () =>
      names.map((name) => ({
        Id: idOf(name),
        Labels: { 'com.docker.compose.project': project, 'com.docker.compose.service': name },
      })),
  };
  for (const name of names) {
    answers[`/containers/${idOf(name)}/json`] = () => containers[name] ?? container(name);
    answers[`/containers/${idOf(name)}/stats`] = () => ({
      cpu_stats: { cpu_usage: { total_usage: 0 } },
      memory_stats: {},
    });
    answers[`/images/sha256:${name}/json`] = () => ({ Architecture: 'amd64' });
  }
  return { ...answers, ...more };
}

/** The compose files of the repository, in a folder that may get a .env of its own. */
async function projectFolder(dotEnv: string): Promise<string> {
  const folder = await tempDir();
  for (const file of variantFiles.lean) await cp(join(root, file), join(folder, file));
  await writeFile(join(folder, '.env'), `COMPOSE_FILE=${variantFiles.lean.join(':')}\n${dotEnv}`);
  return folder;
}

async function findingsOf(stack: FakeStack, { dotEnv = '', ...fake }: FakeSurroundings & { dotEnv?: string } = {}) {
  const surroundings = await fakeSurroundings({
    engineAnswers: engineAnswers(stack),
    projectFolder: await projectFolder(dotEnv),
    ...fake,
  });
  const progress = createProgress(createScreen({ write: () => undefined }));
  const { findings, facts } = await examine(
    parseDoctorOptions(['--no-canary', '--compose'], {}),
    surroundings,
    progress,
  );
  // The sensor of this machine is none of this test's business, and no store is behind the fake engine.
  return { facts, findings: findings.filter(({ name }) => name !== 'no-sensor-hardware') };
}

const namesOf = ({ findings }: Awaited<ReturnType<typeof findingsOf>>) =>
  findings.map(({ name, subject }) => (subject === undefined ? name : `${name} ${subject}`));

describe('examine, with docker compose', () => {
  test('finds nothing wrong with a stack that runs', async () => {
    const examined = await findingsOf({});
    expect(namesOf(examined)).toEqual([]);
    expect(examined.facts).toMatchObject({ mode: 'compose', composeVersion: { value: '2.26.1' } });
  });

  test('names a kernel without memory limits', async () => {
    expect(namesOf(await findingsOf({ info: { MemoryLimit: false } }))).toEqual(['memory-limits-off']);
  });

  test('names a service that ended, with the words of the engine', async () => {
    const state = { Status: 'created', Pid: 0, ExitCode: 128, Error: 'port is already allocated' };
    const { findings } = await findingsOf({ containers: { sensor: container('sensor', {}, state) } });
    expect(findings).toMatchObject([{ name: 'service-down', subject: 'sensor' }]);
    expect(findings[0]?.seen).toContain('(exit code 128). Port is already allocated.');
  });

  test('names a health check that fails, with what it said last', async () => {
    const health = { Status: 'unhealthy', Log: [{ Output: 'old' }, { Output: 'failing: collector: refused\n' }] };
    const { findings } = await findingsOf({ containers: { health: container('health', {}, { Health: health }) } });
    expect(findings).toMatchObject([{ name: 'service-unhealthy', subject: 'health' }]);
    expect(findings[0]?.seen).toContain('failing: collector: refused');
  });

  test('names an image of another processor', async () => {
    const more = { '/images/sha256:sensor/json': () => ({ Architecture: 'arm64' }) };
    expect(namesOf(await findingsOf({ more }))).toEqual(['image-architecture sensor']);
  });

  test("names a volume that is root's", async () => {
    const volume = { Type: 'volume', Source: '/x', Destination: '/var/lib/victoriametrics', RW: true };
    const owned = async (ownerId: number) => {
      const archive = await archiveOf({ isFolder: true, ownerId, mode: 0o755 });
      return findingsOf({
        containers: { victoriametrics: container('victoriametrics', { Mounts: [volume] }) },
        more: { [`/containers/${idOf('victoriametrics')}/archive`]: () => archive },
      });
    };
    expect(namesOf(await owned(10_001))).toEqual([]);
    expect(namesOf(await owned(0))).toEqual(['volume-owner victoriametrics: /var/lib/victoriametrics']);
  });

  test('names a port of a service that is down, if another program has it', async () => {
    const { port, close } = await listener();
    const HostConfig = { Memory: 1, PortBindings: { '4318/tcp': [{ HostIp: '127.0.0.1', HostPort: `${port}` }] } };
    const down = container('otel-collector', { HostConfig }, { Status: 'exited', Pid: 0, ExitCode: 1 });
    const found = async () => namesOf(await findingsOf({ containers: { 'otel-collector': down } }));
    expect(await found()).toEqual([`port-in-use ${port} (otel-collector)`, 'service-down otel-collector']);
    await close();
    expect(await found()).toEqual(['service-down otel-collector']);
  });

  test('names a port that is open to the network and asks for nothing', async () => {
    const { port, close } = await listener();
    await close();
    const HostConfig = { Memory: 1, PortBindings: { '8428/tcp': [{ HostIp: '0.0.0.0', HostPort: `${port}` }] } };
    const open = container('victoriametrics', { HostConfig }, { Status: 'exited', Pid: 0 });
    const found = namesOf(await findingsOf({ containers: { victoriametrics: open } }));
    expect(found).toEqual(['service-down victoriametrics', `port-open-without-credential ${port} (victoriametrics)`]);
  });

  test('names what is wrong with the files and values of .env', async () => {
    const token = join(await tempDir(), 'token');
    await writeFile(token, 'x'.repeat(32));
    await chmod(token, 0o644);
    const dotEnv = `SENSOR_HTTP_TOKEN_FILE=${token}\nGRAFANA_PASSWORD=hunter22\n`;
    expect(namesOf(await findingsOf({}, { dotEnv }))).toEqual([
      `secret-readable-by-others SENSOR_HTTP_TOKEN_FILE=${token}`,
      'secret-in-env-file GRAFANA_PASSWORD',
    ]);
    const missing = await findingsOf({}, { dotEnv: `SENSOR_HTTP_TOKEN_FILE=${token}x\n` });
    expect(namesOf(missing)).toEqual([`secret-missing SENSOR_HTTP_TOKEN_FILE=${token}x`]);
    expect(JSON.stringify(missing.findings)).not.toContain('hunter22');
  });

  test('names an engine that is away, and does not guess about the rest', async () => {
    const surroundings = await fakeSurroundings({
      projectFolder: await projectFolder(''),
      env: { SENSOR_SOURCE: 'replay:x' },
    });
    const progress = createProgress(createScreen({ write: () => undefined }));
    const { findings } = await examine(parseDoctorOptions(['--compose'], {}), surroundings, progress);
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['docker-unreachable', 'readings-are-recorded']),
    );
    expect(findings.filter(({ name }) => name.startsWith('service'))).toEqual([]);
  });

  test('says how to start where nothing runs, and names other projects', async () => {
    const more = { '/containers/json': () => [] };
    const surroundings = await fakeSurroundings({
      engineAnswers: engineAnswers({ more }),
      projectFolder: await projectFolder(''),
      commands: { 'docker --version': 'Docker version 20.10.24', 'docker compose version --short': '2.20.3' },
    });
    const progress = createProgress(createScreen({ write: () => undefined }));
    const { findings } = await examine(parseDoctorOptions([], {}), surroundings, progress);
    expect(findings.map(({ name }) => name)).toEqual(expect.arrayContaining(['nothing-runs', 'compose-too-old']));
    expect(findings.find(({ name }) => name === 'nothing-runs')?.action).toContain('docker compose up -d --wait');
  });
});

/** Another program on a free port. */
async function listener() {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
