import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readCollector } from '../../binaries/collector.ts';
import { readVictoriaMetrics } from '../../binaries/victoria-metrics.ts';
import { referencedVariables } from '../../compose/interpolate.ts';
import { parseDuration } from '../../duration.ts';
import { variants } from '../../limits.ts';
import { readVariant, root, type ServiceFile } from './project.ts';

const imageVariables: Readonly<Record<string, string>> = {
  health: 'HEALTH_IMAGE',
  sensor: 'SENSOR_IMAGE',
  'otel-collector': 'OTELCOL_IMAGE',
  victoriametrics: 'VICTORIAMETRICS_IMAGE',
  grafana: 'GRAFANA_IMAGE',
};

/** NaN, which no comparison accepts, for what is no duration. */
const millis = (text: string) => parseDuration(text) ?? Number.NaN;

async function service(id: string, env: NodeJS.ProcessEnv = {}): Promise<ServiceFile> {
  return (await readVariant('default', env))[id] ?? {};
}

describe.each(variants)('every service of the variant %s', (variant) => {
  test('is locked in: no root, no capability, no new privilege, a read-only root, a bound on processes', async () => {
    for (const [id, file] of Object.entries(await readVariant(variant))) {
      expect(file.user, id).toMatch(/^(10001:10001|472:0)$/);
      expect(file.cap_drop, id).toEqual(['ALL']);
      expect(file.security_opt, id).toContain('no-new-privileges:true');
      expect(file.read_only, id).toBe(true);
      expect(file.pids_limit, id).toBeGreaterThan(0);
      const opened = [file.privileged, file.cap_add, file.network_mode, file.pid, file.devices];
      expect(opened, id).toEqual([undefined, undefined, undefined, undefined, undefined]);
    }
  });

  test('rotates its log, has a bound on CPU, and starts again', async () => {
    for (const [id, file] of Object.entries(await readVariant(variant))) {
      expect(file.logging, id).toEqual({ driver: 'local', options: { 'max-size': '1m', 'max-file': '3' } });
      expect(file.cpus, id).toBeGreaterThan(0);
      expect(file.restart, id).toBe(id === 'grafana' ? 'on-failure:5' : 'unless-stopped');
    }
  });

  test('has an image of one version, which a variable replaces', async () => {
    const ids = Object.keys(await readVariant(variant));
    const other = Object.fromEntries(ids.map((id) => [imageVariables[id] ?? '', `other/${id}:9.9.9`]));
    const replaced = await readVariant(variant, other);
    for (const [id, { image }] of Object.entries(await readVariant(variant))) {
      expect(image).toMatch(/^[a-z/-]+:\d+\.\d+\.\d+$/);
      expect(replaced[id]?.image).toBe(`other/${id}:9.9.9`);
    }
  });

  test('publishes ports on loopback alone', async () => {
    const ports = Object.values(await readVariant(variant)).flatMap((file) => file.ports ?? []);
    expect(ports.length).toBeGreaterThanOrEqual(4);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('gets nothing of the host but named files and folders of this repository, read-only, and two counters of /proc', async () => {
    const volumes = Object.values(await readVariant(variant)).flatMap((file) => file.volumes ?? []);
    const binds = volumes.filter((volume) => !/^[a-z]/.test(volume));
    expect(binds.length).toBeGreaterThanOrEqual(4);
    for (const bind of binds) {
      expect(bind).toMatch(/^(\.\/[a-z].*|\/proc\/1\/net\/dev|\/proc\/stat|\/dev\/null):\/[^:]+:ro$/);
    }
  });

  test('has no secret in its environment', async () => {
    for (const [id, { environment = {} }] of Object.entries(await readVariant(variant))) {
      for (const [name, value] of Object.entries(environment)) {
        if (/pass|secret|token|key|credential|headers/i.test(name)) {
          // The second is Grafana's name for a path.
          expect(name, id).toMatch(/_FILE$|^GF_SERVER_CERT_KEY$/);
          expect(`${value}`, `${id} ${name}`).toMatch(/^(\/run\/secrets\/|$)/);
        }
      }
    }
  });
});

describe('images', () => {
  test('have the versions that are built', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    expect((await service('health')).image).toBe(`otel-edge/health:${version}`);
    expect((await service('sensor')).image).toBe(`otel-edge/sensor:${version}`);
    const collector = await readCollector(root, {}, '1.26.0');
    expect((await service('otel-collector')).image).toBe(`otel-edge/otelcol:${collector.version}`);
    const store = await readVictoriaMetrics(root, {});
    expect((await service('victoriametrics')).image).toBe(`otel-edge/victoriametrics:${store.version}`);
  });

  test("are not looked for in a registry under this project's own names, unless somebody says so", async () => {
    for (const [id, { image, pull_policy }] of Object.entries(await readVariant('default'))) {
      expect(pull_policy, id).toBe(image?.startsWith('otel-edge/') ? 'never' : 'missing');
    }
    expect((await service('sensor', { IMAGE_PULL_POLICY: 'missing' })).pull_policy).toBe('missing');
  });
});

describe('ports', () => {
  test('that ask for no credential cannot be opened by any variable', async () => {
    const text = await readFile(join(root, 'docker-compose.yml'), 'utf8');
    const published = text.split('\n').filter((line) => /:(4318|4317|8428)'?\]?$/.test(line) && line.includes('${'));
    expect(published).toHaveLength(3);
    for (const line of published) {
      expect(line).toMatch(/[ ']127\.0\.0\.1:\$\{STACK_[A-Z_]+_PORT:-\d+\}:\d+/);
      expect(referencedVariables(line)).toHaveLength(1);
    }
  });

  test('of the sensor, once opened, want a token and TLS: without a file the sensor gets one that it refuses', async () => {
    const closed = await service('sensor');
    expect(closed.environment).toMatchObject({
      SENSOR_HTTP_TOKEN_FILE: '',
      SENSOR_HTTP_TLS_CERT_FILE: '',
      SENSOR_HTTP_TLS_KEY_FILE: '',
    });
    const opened = await service('sensor', { STACK_SENSOR_BIND: '0.0.0.0' });
    expect(opened.ports).toEqual(['0.0.0.0:8000:8000']);
    expect(opened.environment).toMatchObject({
      SENSOR_HTTP_TOKEN_FILE: '/run/secrets/sensor-token',
      SENSOR_HTTP_TLS_CERT_FILE: '/run/secrets/sensor-tls',
      SENSOR_HTTP_TLS_KEY_FILE: '/run/secrets/sensor-tls',
    });
    expect(opened.volumes).toEqual([
      'sensor-spool:/var/lib/sensor',
      '/dev/null:/run/secrets/sensor-token:ro',
      '/dev/null:/run/secrets/sensor-tls:ro',
      '/dev/null:/run/secrets/sensor-otlp-ca:ro',
      '/dev/null:/run/secrets/sensor-otlp-headers:ro',
    ]);
    expect((await service('health', { STACK_SENSOR_BIND: '0.0.0.0' })).environment?.['HEALTH_SENSOR_URL']).toBe(
      'https://sensor:8000',
    );
    const files = { SENSOR_HTTP_TOKEN_FILE: '/etc/token', SENSOR_HTTP_TLS_FILE: '/etc/server.pem' };
    const whole = await service('sensor', { STACK_SENSOR_BIND: '0.0.0.0', ...files });
    expect(whole.volumes).toEqual(
      expect.arrayContaining(['/etc/token:/run/secrets/sensor-token:ro', '/etc/server.pem:/run/secrets/sensor-tls:ro']),
    );
  });
});

describe('networks', () => {
  test('keep VictoriaMetrics and Grafana away from the sensor, and join everybody to somebody', async () => {
    const services = await readVariant('default');
    const ofSensor = services['sensor']?.networks ?? [];
    expect(ofSensor.length).toBeGreaterThan(0);
    for (const id of ['victoriametrics', 'grafana']) {
      const networks = services[id]?.networks ?? [];
      expect(networks.length, id).toBeGreaterThan(0);
      expect(
        networks.filter((name) => ofSensor.includes(name)),
        id,
      ).toEqual([]);
    }
    expect(services['otel-collector']?.networks).toEqual(expect.arrayContaining([...ofSensor, 'store']));
  });
});

describe('volumes', () => {
  test('are first mounted by the health service, whose image sets their owner', async () => {
    const services = await readVariant('default');
    const ofHealth = services['health']?.volumes ?? [];
    expect(ofHealth).toEqual([
      'otelcol-queue:/var/lib/otelcol/queue:ro',
      'victoriametrics-data:/var/lib/victoriametrics:ro',
    ]);
    for (const [id, { depends_on, volumes = [] }] of Object.entries(services)) {
      if (id === 'health') expect(depends_on).toBeUndefined();
      else expect(depends_on, id).toContain('health');
      const own = volumes.filter((volume) => /^(otelcol|victoriametrics)-/.test(volume));
      if (id !== 'health') expect(ofHealth, id).toEqual(expect.arrayContaining(own.map((volume) => `${volume}:ro`)));
    }
  });
});

describe('VictoriaMetrics', () => {
  test('finds no caches of an earlier run: reading them back takes more than its limit', async () => {
    const { command = [], tmpfs = [] } = await service('victoriametrics');
    const data = command.find((flag) => flag.startsWith('-storageDataPath='))?.split('=')[1] ?? 'none';
    expect(tmpfs.map((mount) => mount.split(':')[0])).toEqual([`${data}/cache`]);
  });
});

describe('intervals', () => {
  test('of the push and of the data source are the same', async () => {
    const text = await readFile(join(root, 'grafana/provisioning/datasources/victoriametrics.yaml'), 'utf8');
    const [, timeInterval = ''] = /^ *timeInterval: (\S+)$/m.exec(text) ?? [];
    const pushMillis = Number((await service('sensor')).environment?.['OTEL_METRIC_EXPORT_INTERVAL']);
    expect(millis(timeInterval)).toBe(pushMillis);
    const ini = await readFile(join(root, 'grafana/grafana.ini'), 'utf8');
    expect(ini).toContain(`min_refresh_interval = ${timeInterval}`);
  });

  test('of the push and of everything that measures itself or the machine are the same', async () => {
    const pushMillis = Number((await service('sensor')).environment?.['OTEL_METRIC_EXPORT_INTERVAL']);
    const collector = await readFile(join(root, 'otel-collector/config.yaml'), 'utf8');
    const ofMachine = [...collector.matchAll(/^ *collection_interval: \$\{env:\w+:-(\w+)\}$/gm)].map(
      ([, text]) => text,
    );
    expect(ofMachine.length).toBeGreaterThan(0);
    for (const text of ofMachine) expect(millis(`${text}`)).toBe(pushMillis);
    const [, ofItself] = /^ *- periodic:\n(?: *#.*\n)* *interval: (\d+)$/m.exec(collector) ?? [];
    expect(Number(ofItself)).toBe(pushMillis);
    const flags = parseEnv(await readFile(join(root, 'victoriametrics/flags.env'), 'utf8'));
    expect(millis(`${flags['VM_pushmetrics_interval']}`)).toBe(pushMillis);
  });

  test('of the push fit four times into the age at which health calls a sample old', async () => {
    const pushMillis = Number((await service('sensor')).environment?.['OTEL_METRIC_EXPORT_INTERVAL']);
    const config = await readFile(join(root, 'health/config.go'), 'utf8');
    const [, maxAge = ''] = /"HEALTH_SAMPLE_MAX_AGE", "(\w+)"/.exec(config) ?? [];
    expect(millis(maxAge)).toBe(4 * pushMillis);
  });

  test("of a stop are longer than the service's own bound", async () => {
    const grace = async (id: string) => millis((await service(id)).stop_grace_period ?? '');
    const [, sensorDeadline = ''] =
      /deadline: ([\d_]+)/.exec(await readFile(join(root, 'sensor/src/run-sensor.ts'), 'utf8')) ?? [];
    expect(await grace('sensor')).toBeGreaterThan(Number(sensorDeadline.replaceAll('_', '')));
    const flags = parseEnv(await readFile(join(root, 'victoriametrics/flags.env'), 'utf8'));
    expect(await grace('victoriametrics')).toBeGreaterThan(millis(`${flags['VM_http_maxGracefulShutdownDuration']}`));
    const [, exporterTimeout = ''] =
      /^ {4}timeout: (\S+)$/m.exec(await readFile(join(root, 'otel-collector/config.yaml'), 'utf8')) ?? [];
    expect(await grace('otel-collector')).toBeGreaterThan(2 * millis(exporterTimeout));
    // Docker's own 10 s would be a guess about a service that nobody has thought of.
    for (const [id, { stop_grace_period: own }] of Object.entries(await readVariant('default')))
      expect(millis(own ?? ''), id).toBeGreaterThan(0);
  });
});

describe('identity', () => {
  test('is one name for all that speak, whatever the container is called', async () => {
    const services = await readVariant('default', { DEVICE_NAME: 'cellar', DEVICE_LABELS: 'floor=-1' });
    expect(services['otel-collector']?.environment).toMatchObject({
      COLLECTOR_HOST_NAME: 'cellar',
      COLLECTOR_INSTANCE_ID: 'cellar',
    });
    expect(services['victoriametrics']?.command).toEqual(
      expect.arrayContaining([
        '-pushmetrics.extraLabel=host_name="cellar"',
        '-pushmetrics.extraLabel=service_instance_id="cellar"',
      ]),
    );
    expect(services['sensor']?.environment?.['OTEL_RESOURCE_ATTRIBUTES']).toBe(
      'host.name=cellar,service.instance.id=cellar,floor=-1',
    );
    expect(services['health']?.environment?.['HEALTH_SAMPLE_HOST']).toBe('cellar');
  });
});
