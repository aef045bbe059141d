import { known } from '../../doctor/fact.ts';
import type { Facts } from '../../doctor/facts.ts';
import type { ServiceFacts } from '../../doctor/gather/containers.ts';
import type { SeriesFacts } from '../../doctor/gather/series.ts';
import type { StoreFacts } from '../../doctor/gather/store.ts';
import type { PortBinding } from '../../doctor/port-binding.ts';

const mebibyte = 1024 * 1024;
export const nowMillis = Date.UTC(2026, 10, 22, 12);

export function binding(changes: Partial<PortBinding> = {}): PortBinding {
  return {
    service: 'victoriametrics',
    servicePort: 8428,
    hostAddress: '127.0.0.1',
    hostPort: 8428,
    hasToken: false,
    hasTls: false,
    ...changes,
  };
}

export function service(changes: Partial<ServiceFacts> = {}): ServiceFacts {
  return {
    name: 'victoriametrics',
    isUp: true,
    state: 'running',
    error: '',
    exitCode: 0,
    restarts: 0,
    startedAtMillis: nowMillis - 86_400_000,
    wasKilledForMemory: false,
    health: undefined,
    healthOutput: '',
    memoryLimitBytes: 48 * mebibyte,
    bindings: [binding()],
    ...changes,
  };
}

export function store(changes: Partial<StoreFacts> = {}): StoreFacts {
  return {
    uptimeSeconds: 86_400,
    isReadOnly: false,
    freeDiskBytes: 20_000 * mebibyte,
    minFreeDiskBytes: 256 * mebibyte,
    rows: 1_000_000,
    rowBytes: 900_000,
    rowsPerSecond: 12,
    ...changes,
  };
}

export function series(changes: Partial<SeriesFacts> = {}): SeriesFacts {
  return {
    ownHost: 'edge-device',
    rowsPerSecond: 12,
    lastSeen: ['sensor', 'otelcol', 'host', 'victoriametrics'].map((name) => ({
      service: name,
      host: 'edge-device',
      ageSeconds: 8,
    })),
    queues: [{ host: 'edge-device', bytes: 4_000, limitBytes: 64 * mebibyte, bytesPerSecond: 0 }],
    spools: [{ host: 'edge-device', bytes: 0, limitBytes: 4 * mebibyte, bytesPerSecond: 0 }],
    ignored: {},
    refusedPoints: 0,
    droppedPoints: 0,
    ahead: undefined,
    ...changes,
  };
}

/** A device with docker compose on which nothing is wrong. */
export function healthyFacts(changes: Partial<Facts> = {}): Facts {
  const names = ['grafana', 'health', 'otel-collector', 'sensor', 'victoriametrics'];
  return {
    mode: 'compose',
    project: 'otel-edge',
    dataDir: '/srv/otel-edge/data',
    nowMillis,
    source: 'auto',
    clearSecrets: [],
    machine: {
      hostName: 'edge-device',
      model: 'Raspberry Pi 3 Model B Rev 1.2',
      cgroupVersion: 2,
      countsMemory: true,
      diskSwaps: [],
    },
    clockSync: known(true),
    readAhead: known({ file: '/sys/dev/block/179:0/queue/read_ahead_kb', kilobytes: 128 }),
    engine: known({
      version: '28.2.2',
      arch: 'arm64',
      limitsMemory: true,
      limitsSwap: true,
      cgroupVersion: '2',
      rootFolder: '/var/lib/docker',
      hostName: 'edge-device',
    }),
    composeVersion: known('2.40.1'),
    otherProjects: [],
    expected: known(names.map((name) => ({ name, bindings: [] }))),
    services: known(names.map((name) => service({ name, bindings: [binding({ service: name })] }))),
    images: known(names.map((name) => ({ service: name, arch: 'arm64' }))),
    volumes: known([
      { service: 'victoriametrics', path: '/var/lib/victoriametrics', ownerId: 10_001, mode: 0o755, userId: 10_001 },
    ]),
    isDataFolderWritable: undefined,
    ports: known([]),
    secrets: [
      {
        variable: 'SENSOR_HTTP_TOKEN_FILE',
        path: '/etc/otel-edge-sensor-token',
        file: known({ ownerId: 10_001, mode: 0o400, isFolder: false }),
        readerId: 10_001,
        isNeeded: true,
      },
    ],
    dotEnv: known({}),
    disk: known({ path: '/var/lib/docker', freeBytes: 20_000 * mebibyte }),
    sensor: known({ status: 'ok' }),
    hardware: undefined,
    store: known(store()),
    series: known(series()),
    canary: known({ outcome: 'returned', latencyMillis: 2_300 }),
    ...changes,
  };
}
