import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../doctor/checks.ts';
import { known, unknown } from '../../doctor/fact.ts';
import type { Facts } from '../../doctor/facts.ts';
import { type Finding, type FindingName, findingNames } from '../../doctor/finding.ts';
import type { ServiceFacts } from '../../doctor/gather/containers.ts';
import type { EngineFacts } from '../../doctor/gather/engine.ts';
import type { SecretFacts } from '../../doctor/gather/secrets.ts';
import type { SeriesFacts } from '../../doctor/gather/series.ts';
import type { StoreFacts } from '../../doctor/gather/store.ts';
import type { PortBinding } from '../../doctor/port-binding.ts';
import { binding, healthyFacts, nowMillis, series, service, store } from './healthy-facts.ts';

const mebibyte = 1024 * 1024;
const healthy = healthyFacts();

const machine = (changes: Partial<Facts['machine']>) => ({ machine: { ...healthy.machine, ...changes } });
const engine = (changes: Partial<EngineFacts>) => ({
  engine: known({ ...(healthy.engine?.isKnown ? healthy.engine.value : ({} as EngineFacts)), ...changes }),
});
/** One service is another; the rest is well. */
const services = (changes: Partial<ServiceFacts>) => ({
  services: known(
    ['grafana', 'health', 'otel-collector', 'sensor', 'victoriametrics'].map((name) =>
      name === 'victoriametrics' ? service(changes) : service({ name, bindings: [] }),
    ),
  ),
});
const open = (changes: Partial<PortBinding>) => services({ bindings: [binding(changes)] });
const secret = (changes: Partial<SecretFacts>) => ({
  secrets: [
    {
      variable: 'SENSOR_HTTP_TOKEN_FILE',
      path: '/etc/token',
      file: known(undefined),
      readerId: 10_001,
      isNeeded: true,
      ...changes,
    },
  ],
});
const secretFile = (mode: number, ownerId = 10_001) => secret({ file: known({ mode, ownerId, isFolder: false }) });
const stored = (changes: Partial<SeriesFacts>) => ({ series: known(series(changes)) });
const inStore = (changes: Partial<StoreFacts>) => ({ store: known(store(changes)) });
const lastSeen = (changes: Readonly<Record<string, number>>, host = 'edge-device') =>
  stored({
    lastSeen: series().lastSeen.map((seen) => ({
      ...seen,
      host: seen.service in changes ? host : seen.host,
      ageSeconds: changes[seen.service] ?? seen.ageSeconds,
    })),
  });
const backlog = (bytes: number, bytesPerSecond = 0) => ({
  host: 'edge-device',
  limitBytes: 64 * mebibyte,
  bytes,
  bytesPerSecond,
});

/** Every fault by itself, in facts that are otherwise those of a healthy device. */
const faults: readonly (readonly [FindingName, Finding['severity'], string, Partial<Facts>])[] = [
  ['clock-implausible', 'error', 'a clock that was never set', { nowMillis: 0 }],
  ['clock-implausible', 'error', 'a clock of the far future', { nowMillis: Date.UTC(2101, 0) }],
  ['clock-behind-store', 'error', 'a push from the future', stored({ ahead: { host: 'attic', seconds: 61 } })],
  ['clock-not-synchronised', 'warning', 'a clock that nothing keeps right', { clockSync: known(false) }],
  ['memory-limits-off', 'error', 'a kernel without memory limits', engine({ limitsMemory: false })],
  [
    'swap-limit-off',
    'warning',
    'swap that is not limited',
    { ...machine({ diskSwaps: ['/var/swap'] }), ...engine({ limitsSwap: false }) },
  ],
  ['swap-on-disk', 'note', 'swap', machine({ diskSwaps: ['/var/swap'] })],
  ['cgroup-v1', 'note', 'cgroup version 1', engine({ cgroupVersion: '1' })],
  [
    'read-ahead-too-large',
    'warning',
    'a disk that reads far ahead',
    { readAhead: known({ file: '/sys/x', kilobytes: 2048 }) },
  ],
  [
    'docker-unreachable',
    'error',
    'no engine',
    { engine: unknown('the Docker engine cannot be reached'), services: undefined },
  ],
  ['docker-too-old', 'error', 'an old Docker', engine({ version: '19.03.15' })],
  ['compose-too-old', 'error', 'an old Compose', { composeVersion: known('2.25.0') }],
  ['compose-too-old', 'error', 'no Compose', { composeVersion: known('') }],
  [
    'image-architecture',
    'error',
    'an image for another processor',
    { images: known([{ service: 'sensor', arch: 'amd64' }]) },
  ],
  [
    'nothing-runs',
    'error',
    'nothing that runs',
    { mode: 'nothing', services: undefined, series: undefined, store: undefined, canary: undefined },
  ],
  [
    'port-in-use',
    'error',
    'a port that another program has',
    { ports: known([{ service: 'victoriametrics', port: 8428, isListening: true }]) },
  ],
  [
    'volume-owner',
    'error',
    "a volume that is root's",
    { volumes: known([{ service: 'otel-collector', path: '/q', ownerId: 0, mode: 0o755, userId: 10_001 }]) },
  ],
  [
    'data-folder-not-writable',
    'error',
    'a data folder of somebody else',
    { mode: 'native', isDataFolderWritable: false },
  ],
  [
    'service-missing',
    'error',
    'a service without a container',
    { expected: known([{ name: 'vmalert', bindings: [] }]) },
  ],
  ['service-down', 'error', 'a service that ended', services({ isUp: false, state: 'exited', exitCode: 78 })],
  [
    'service-restarting',
    'error',
    'a service that ends again and again',
    services({ isUp: false, state: 'restarting', restarts: 4 }),
  ],
  [
    'service-restarting',
    'warning',
    'a service that ended just now',
    services({ restarts: 1, startedAtMillis: nowMillis - 599_000 }),
  ],
  ['service-killed-for-memory', 'error', 'a service that the kernel killed', services({ wasKilledForMemory: true })],
  [
    'service-unhealthy',
    'error',
    'a health check that fails',
    services({ health: 'unhealthy', healthOutput: 'failing: sample: old' }),
  ],
  ['service-without-limit', 'warning', 'a container without limit', services({ memoryLimitBytes: 0 })],
  ['disk-full', 'error', 'a disk without the reserve', inStore({ freeDiskBytes: 256 * mebibyte - 1 })],
  [
    'disk-full',
    'error',
    'a full disk and no store to ask',
    {
      store: undefined,
      series: undefined,
      canary: undefined,
      disk: known({ path: '/', freeBytes: 256 * mebibyte - 1 }),
    },
  ],
  [
    'disk-too-small',
    'warning',
    'a disk too small for a week',
    { ...inStore({ freeDiskBytes: 1_000 * mebibyte }), ...stored({ rowsPerSecond: 2_000 }) },
  ],
  ['secret-missing', 'error', 'a token that is not there', secret({})],
  [
    'secret-missing',
    'error',
    'a folder in its place',
    secret({ file: known({ mode: 0o755, ownerId: 0, isFolder: true }) }),
  ],
  ['secret-readable-by-others', 'error', 'a token that all may read', secretFile(0o604)],
  ['secret-readable-by-others', 'error', 'a token that a group may read', secretFile(0o640)],
  ['secret-not-readable', 'error', 'a token of root', secretFile(0o400, 0)],
  ['secret-in-env-file', 'warning', 'a password in .env', { clearSecrets: ['GRAFANA_PASSWORD'] }],
  ['port-open-without-credential', 'error', 'a store that is open to the network', open({ hostAddress: '0.0.0.0' })],
  [
    'port-open-without-credential',
    'error',
    'a sensor without a token',
    open({ service: 'sensor', hostAddress: '192.0.2.7' }),
  ],
  [
    'port-open-without-tls',
    'warning',
    'a sensor with a token',
    open({ service: 'sensor', hostAddress: '', hasToken: true }),
  ],
  ['port-open-without-tls', 'warning', 'Grafana', open({ service: 'grafana', hostAddress: '::' })],
  [
    'port-open-for-grpc',
    'note',
    'gRPC for other devices',
    open({ service: 'otel-collector', servicePort: 5317, hostAddress: '192.0.2.7' }),
  ],
  ['no-sensor-hardware', 'warning', 'no sensor', { hardware: known({ isFound: false, what: 'no sensor found' }) }],
  ['no-reading', 'warning', 'a sensor that cannot be read', { sensor: known({ status: 'error' }) }],
  ['no-reading', 'warning', 'a reading that is old', { sensor: known({ status: 'stale' }) }],
  ['readings-are-recorded', 'note', 'a recording', { source: 'replay:/app/recordings/jfk.csv' }],
  ['readings-are-recorded', 'note', 'the recording of npm start', { mode: 'native', source: undefined }],
  [
    'store-unreachable',
    'error',
    'a store that hangs',
    { store: unknown('timeout'), series: undefined, canary: undefined },
  ],
  ['store-read-only', 'error', 'a store that is read-only', inStore({ isReadOnly: true, freeDiskBytes: 0 })],
  ['still-starting', 'note', 'a store that has just started', inStore({ uptimeSeconds: 59 })],
  ['component-silent', 'error', 'a collector that stopped reporting', lastSeen({ otelcol: 61 })],
  ['component-silent', 'warning', 'another device that stopped reporting', lastSeen({ sensor: 61 }, 'attic')],
  [
    'component-silent',
    'error',
    'a sensor that never reported',
    stored({ lastSeen: series().lastSeen.filter((seen) => seen.service !== 'sensor') }),
  ],
  ['queue-filling', 'warning', 'a queue that fills', stored({ queues: [backlog(7 * mebibyte, 10_000)] })],
  ['queue-filling', 'error', 'a queue that is nearly full', stored({ queues: [backlog(52 * mebibyte)] })],
  ['spool-filling', 'warning', 'a spool that fills', stored({ spools: [backlog(7 * mebibyte)] })],
  ['points-refused', 'warning', 'points that were refused', stored({ refusedPoints: 300 })],
  ['points-dropped', 'error', 'points that were given up', stored({ droppedPoints: 300 })],
  ['rows-ignored', 'warning', 'rows that were thrown away', stored({ ignored: { small_timestamp: 5 } })],
  ['canary-refused', 'error', 'a canary that is refused', { canary: known({ outcome: 'refused', why: 'HTTP 503' }) }],
  [
    'canary-lost',
    'error',
    'a canary that does not return',
    { canary: known({ outcome: 'lost', waitedMillis: 20_000 }) },
  ],
  [
    'canary-slow',
    'warning',
    'a canary that takes long',
    { canary: known({ outcome: 'returned', latencyMillis: 10_001 }) },
  ],
];

describe('diagnose', () => {
  test.each([
    ['sensor', true],
    ['grafana', false],
  ])('finds nothing in an open port of %s with TLS', (service, hasToken) => {
    expect(diagnose({ ...healthy, ...open({ service, hostAddress: '0.0.0.0', hasToken, hasTls: true }) })).toEqual([]);
  });

  test('finds nothing on a healthy device', () => {
    expect(diagnose(healthy)).toEqual([]);
  });

  test.each(faults)('names %s (%s) for %s, and nothing else', (name, severity, _what, changes) => {
    const found = diagnose(healthyFacts(changes));
    expect(found.map((finding) => [finding.name, finding.severity])).toEqual([[name, severity]]);
    expect(found[0]?.seen).toMatch(/[.)]$/);
    expect(found[0]?.action.length).toBeGreaterThan(10);
  });

  test('is tried with every finding that there is', () => {
    expect(findingNames.filter((name) => faults.every(([tried]) => tried !== name))).toEqual([]);
  });

  test('finds nothing where nothing could be looked at', () => {
    const blind = Object.fromEntries(
      Object.entries(healthy).map(([name, fact]) => [
        name,
        typeof fact === 'object' && fact !== null && 'isKnown' in fact ? unknown('no permission') : fact,
      ]),
    ) as unknown as Facts;
    // An engine that is away and a store that does not answer are findings themselves.
    expect(diagnose({ ...blind, engine: healthy.engine, store: undefined })).toEqual([]);
  });

  test('puts errors before warnings before notes', () => {
    const facts = healthyFacts({ ...engine({ cgroupVersion: '1' }), clockSync: known(false), ...secret({}) });
    expect(diagnose(facts).map(({ severity }) => severity)).toEqual(['error', 'warning', 'note']);
  });

  test.each<[string, Partial<Facts>]>([
    ['the newest push is a minute ahead', stored({ ahead: { host: 'attic', seconds: 60 } })],
    ['Docker is 20.10', engine({ version: '20.10.0' })],
    ['Compose is 2.26', { composeVersion: known('v2.26.0') }],
    ['a disk reads 1 MiB ahead', { readAhead: known({ file: '/sys/x', kilobytes: 1024 }) }],
    ['swap is compressed memory', machine({ diskSwaps: [] })],
    [
      'the reserve is just free',
      { ...inStore({ freeDiskBytes: 256 * mebibyte, rowBytes: 900_000_000 }), ...stored({ rowsPerSecond: 1 }) },
    ],
    [
      'a volume is writable by all',
      { volumes: known([{ service: 's', path: '/v', ownerId: 0, mode: 0o777, userId: 10_001 }]) },
    ],
    ['a restart was ten minutes ago', services({ restarts: 9, startedAtMillis: nowMillis - 600_000 })],
    ['a token is 0600', secretFile(0o600)],
    ['a token is not there and nothing needs it', secret({ isNeeded: false })],
    ['a key belongs to whoever made it', secret({ ...secretFile(0o600, 1000).secrets[0], readerId: undefined })],
    ['a component reported a minute ago', lastSeen({ sensor: 60 })],
    ['a queue holds less than a tenth', stored({ queues: [backlog(6.3 * mebibyte)] })],
    ['a canary took ten seconds', { canary: known({ outcome: 'returned', latencyMillis: 10_000 }) }],
    ['a port is free', { ports: known([{ service: 'victoriametrics', port: 8428, isListening: false }]) }],
    [
      'devices push with TLS and a token',
      open({ service: 'otel-collector', servicePort: 5318, hostAddress: '0.0.0.0' }),
    ],
    ['gRPC for other devices is on loopback', open({ service: 'otel-collector', servicePort: 5317 })],
    [
      'a kernel of a plain npm start has no limits',
      { mode: 'native', ...machine({ countsMemory: false }), engine: undefined },
    ],
  ])('finds nothing where %s', (_what, changes) => {
    expect(diagnose(healthyFacts(changes))).toEqual([]);
  });

  test('measures a week by the bytes of a row once there are enough of them', () => {
    const rate = 1_000; // 605 million rows a week
    const week = (rows: number, rowBytes: number) => {
      const facts = {
        ...inStore({ rows, rowBytes, freeDiskBytes: 2_000 * mebibyte }),
        ...stored({ rowsPerSecond: rate }),
      };
      return diagnose(healthyFacts(facts)).map(({ name }) => name);
    };
    expect(week(100_000, 400_000)).toEqual(['disk-too-small']);
    expect(week(99_999, 400_000)).toEqual([]);
  });

  test('names the file and both options of a Raspberry Pi', () => {
    const [finding] = diagnose(healthyFacts(engine({ limitsMemory: false })));
    expect(finding?.seen).toContain('Raspberry Pi 3');
    expect(finding?.action).toMatch(/cgroup_enable=memory cgroup_memory=1 .* \/boot\/firmware\/cmdline.txt/);
  });

  test('takes the kernel for it where no engine can be asked', () => {
    const facts = { ...machine({ countsMemory: false }), engine: unknown('no engine'), mode: 'nothing' as const };
    expect(diagnose(healthyFacts(facts)).map(({ name }) => name)).toContain('memory-limits-off');
  });

  test('sends the reader to the logs of the way that the stack is run', () => {
    const down = services({ isUp: false, state: 'exited', exitCode: 1 });
    expect(diagnose(healthyFacts(down))[0]?.action).toContain('docker compose logs');
    expect(diagnose(healthyFacts({ ...down, mode: 'native' }))[0]?.action).toContain('data/logs/victoriametrics.log');
  });
});

describe('docs/runbook.md', () => {
  test('has a section for every finding, and for no other', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
    const sections = [...text.matchAll(/^### `([a-z0-9-]+)`$/gm)].map(([, name]) => name);
    expect(sections.toSorted()).toEqual([...findingNames].toSorted());
  });
});
