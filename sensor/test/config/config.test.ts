import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import type { Env } from '../../src/config/env-reader.ts';
import { variables } from '../../src/config/variables.ts';
import { createTlsFiles } from '../tls-files.ts';

const files: Record<string, string> = {
  'token.txt': 'a-token-of-20-chars!\n',
  'short.txt': 'fifteen-letters',
  'exact.txt': 'sixteen-letters!',
  empty: '',
  'ca.pem': 'authorities',
  'client.pem': 'client certificate',
  'client.key': 'client key',
  'headers.txt': 'Authorization: Bearer from-a-file\napi-key: "0123"\n',
  'bad-headers.txt': 'hunter2\n',
  'bad-name.txt': 'bad(name: hunter2\n',
};

function readFile(path: string): Buffer {
  const content = files[path];
  if (content === undefined) throw new Error(`ENOENT: no such file, open '${path}'`);
  return Buffer.from(content);
}

const parse = (env: Env) => parseConfig(env, readFile);

function problemsOf(env: Env): readonly string[] {
  try {
    parse(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseConfig', () => {
  test('gives the documented defaults when nothing is set', () => {
    const config = parse({});
    expect(config).toMatchObject({
      logLevel: 'info',
      source: { kind: 'auto', sysfsRoot: '/sys' },
      sampling: { intervalMillis: 1000, readTimeoutMillis: 5000, queueCapacity: 256, staleAfterMillis: 15_000 },
      http: { host: '127.0.0.1', port: 8000, token: undefined, tls: undefined },
      telemetry: {
        enabled: true,
        intervalMillis: 15_000,
        exportTimeoutMillis: 15_000,
        resourceAttributes: { 'service.name': 'sensor' },
        exporter: {
          protocol: 'http/json',
          url: 'http://localhost:4318/v1/metrics',
          timeoutMillis: 10_000,
          compression: 'none',
          headers: {},
        },
        spool: { directory: undefined, limitBytes: 33_554_432, memoryLimitBytes: 1_048_576, fsync: true },
        clock: { earliestMillis: Date.UTC(2026, 0, 1), toleranceMillis: 86_400_000 },
      },
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('treats blank as unset', () => {
    const blank = Object.fromEntries(Object.values(variables).map(({ name }) => [name, '  ']));
    expect(parse(blank)).toEqual(parse({}));
  });

  test('reports every fault at once, each with variable, what is allowed and what was given', () => {
    const problems = problemsOf({
      OTEL_METRIC_EXPORT_INTERVAL: 'soon',
      SENSOR_SOURCE: 'guess',
      SENSOR_HTTP_PORT: '65536',
    });
    expect(problems).toHaveLength(3);
    expect(problems).toEqual(
      expect.arrayContaining([
        'OTEL_METRIC_EXPORT_INTERVAL must be a whole number from 1000 to 300000, got "soon"',
        expect.stringMatching(/^SENSOR_SOURCE must be auto, .*got "guess"$/),
        'SENSOR_HTTP_PORT must be a whole number from 0 to 65535, got "65536"',
      ]),
    );
  });

  const integers = Object.values(variables).filter((variable) => 'min' in variable);

  test.each(integers)('accepts $name at both of its bounds', ({ name, min, max }) => {
    // The timeouts may not exceed the interval, which is why it is at its largest here.
    const roomy = { OTEL_METRIC_EXPORT_INTERVAL: '300000' };
    expect(problemsOf({ ...roomy, [name]: `${max}` })).toEqual([]);
    expect(problemsOf({ ...roomy, [name]: `${min}` })).toEqual([]);
  });

  test.each(integers)('refuses $name one beyond its bounds', ({ name, min, max }) => {
    expect(problemsOf({ [name]: `${min - 1}` })).toEqual([expect.stringContaining(name)]);
    expect(problemsOf({ [name]: `${max + 1}` })).toEqual([expect.stringContaining(name)]);
  });

  test.each(['1.5', '1e3', '0x10', '-1', '1 000', 'NaN'])('refuses %j as a whole number', (raw) => {
    expect(problemsOf({ SENSOR_SAMPLE_INTERVAL: raw })).toEqual([expect.stringContaining('SENSOR_SAMPLE_INTERVAL')]);
  });

  test.each(['yes', '1', 'on'])('refuses %j as a boolean', (raw) => {
    expect(problemsOf({ OTEL_SDK_DISABLED: raw })).toEqual([expect.stringContaining('OTEL_SDK_DISABLED')]);
  });

  test.each(['true', 'TRUE', 'True'])('takes %j as true', (raw) => {
    expect(parse({ OTEL_SDK_DISABLED: raw }).telemetry.enabled).toBe(false);
  });

  test('counts a reading stale after three intervals, but not before 15 s', () => {
    expect(parse({ SENSOR_SAMPLE_INTERVAL: '5000' }).sampling.staleAfterMillis).toBe(15_000);
    expect(parse({ SENSOR_SAMPLE_INTERVAL: '5001' }).sampling.staleAfterMillis).toBe(15_003);
  });
});

describe('parseConfig: source', () => {
  test.each([
    ['auto', { kind: 'auto', sysfsRoot: '/sys' }],
    ['iio', { kind: 'iio', select: undefined, sysfsRoot: '/sys' }],
    ['iio:bme280', { kind: 'iio', select: 'bme280', sysfsRoot: '/sys' }],
    ['hwmon:nvme/temp2', { kind: 'hwmon', select: 'nvme/temp2', sysfsRoot: '/sys' }],
    ['thermal', { kind: 'thermal', select: undefined, sysfsRoot: '/sys' }],
    ['replay:a:b.csv', { kind: 'replay', file: 'a:b.csv', speed: 1 }],
  ])('understands %j', (raw, source) => {
    expect(parse({ SENSOR_SOURCE: raw }).source).toEqual(source);
  });

  test.each(['replay', 'replay:', 'iio:', 'auto:x', 'dht11', ':'])('refuses %j', (raw) => {
    expect(problemsOf({ SENSOR_SOURCE: raw })).toEqual([expect.stringContaining('SENSOR_SOURCE')]);
  });
});

describe('parseConfig: telemetry', () => {
  const exporterOf = (env: Env) => parse(env).telemetry.exporter;

  test.each([
    ['http://store:4318', 'http://store:4318/v1/metrics'],
    ['http://store:4318/', 'http://store:4318/v1/metrics'],
    ['https://store/otlp', 'https://store/otlp/v1/metrics'],
    ['https://store/otlp/?tenant=1', 'https://store/otlp/v1/metrics?tenant=1'],
  ])('adds v1/metrics to the general endpoint %j', (raw, url) => {
    expect(exporterOf({ OTEL_EXPORTER_OTLP_ENDPOINT: raw }).url).toBe(url);
  });

  test('uses the metrics endpoint as it is, and before the general one', () => {
    const url = 'http://store:8428/opentelemetry/v1/metrics';
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://other:4318', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: url };
    expect(exporterOf(env).url).toBe(url);
  });

  test.each(['localhost:4318', 'ftp://store', 'not a url', 'unix:///run/x'])('refuses the endpoint %j', (raw) => {
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: raw })).toEqual([
      expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT'),
    ]);
  });

  test('refuses credentials inside an endpoint without repeating them', () => {
    const [problem] = problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:hunter2@store:4318' });
    expect(problem).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect(problem).not.toContain('hunter2');
  });

  test.each(['grpc', 'http', 'protobuf'])('refuses the protocol %j', (raw) => {
    expect(problemsOf({ OTEL_EXPORTER_OTLP_PROTOCOL: raw })).toEqual([
      expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL'),
    ]);
  });

  test('prefers the variables of the signal', () => {
    const exporter = exporterOf({
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_TIMEOUT: '9000',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '8000',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_CERTIFICATE: 'client.pem',
      OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE: 'ca.pem',
    });
    expect(exporter).toMatchObject({ protocol: 'http/protobuf', timeoutMillis: 8000, compression: 'gzip' });
    expect(exporter.authorities?.toString()).toBe('authorities');
  });

  test('merges headers key by key and decodes them', () => {
    const { headers } = exporterOf({
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20abc, x-a=1',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-a=2',
    });
    expect(headers).toEqual({ Authorization: 'Bearer abc', 'x-a': '2' });
  });

  test.each(['no-equals-hunter2', 'a=%zz-hunter2', 'bad name=hunter2', '=hunter2', 'x=hunter2%0d%0aInjected: 1'])(
    'refuses the headers %j without repeating them',
    (raw) => {
      const problems = problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: raw });
      expect(problems).toEqual([expect.stringContaining('OTEL_EXPORTER_OTLP_HEADERS')]);
      expect(problems[0]).not.toContain('hunter2');
    },
  );

  test('takes headers from a file, before those of the environment', () => {
    const { headers } = exporterOf({
      SENSOR_OTLP_HEADERS_FILE: 'headers.txt',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'Authorization=Bearer%20abc, x-a=2',
    });
    expect(headers).toEqual({ Authorization: 'Bearer from-a-file', 'api-key': '0123', 'x-a': '2' });
  });

  test.each(['bad-headers.txt', 'bad-name.txt', 'none.txt'])('refuses %s without repeating what is in it', (file) => {
    const problems = problemsOf({ SENSOR_OTLP_HEADERS_FILE: file });
    expect(problems).toEqual([expect.stringContaining('SENSOR_OTLP_HEADERS_FILE')]);
    expect(problems[0]).not.toContain('hunter2');
  });

  test('lets OTEL_SERVICE_NAME win over the resource attributes', () => {
    const attributes = 'service.name=a,host.name=pi%2D1,service.instance.id=7';
    const nameOf = (env: Env) => parse(env).telemetry.resourceAttributes;
    expect(nameOf({ OTEL_RESOURCE_ATTRIBUTES: attributes })).toEqual({
      'service.name': 'a',
      'host.name': 'pi-1',
      'service.instance.id': '7',
    });
    expect(nameOf({ OTEL_RESOURCE_ATTRIBUTES: attributes, OTEL_SERVICE_NAME: 'b' })['service.name']).toBe('b');
  });

  test('lowers the default timeouts to a short interval', () => {
    const { telemetry } = parse({ OTEL_METRIC_EXPORT_INTERVAL: '1000' });
    expect(telemetry.exportTimeoutMillis).toBe(1000);
    expect(telemetry.exporter.timeoutMillis).toBe(1000);
  });

  test('accepts a given timeout at the interval and refuses one above it', () => {
    const env = (timeout: number) => ({
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
      OTEL_METRIC_EXPORT_TIMEOUT: `${timeout}`,
    });
    expect(problemsOf(env(2000))).toEqual([]);
    expect(problemsOf(env(2001))).toEqual([
      'OTEL_METRIC_EXPORT_TIMEOUT (2001) must not be above OTEL_METRIC_EXPORT_INTERVAL (2000)',
    ]);
  });

  test('wants the client certificate and its key together', () => {
    const certificate = { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'client.pem' };
    const key = { OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: 'client.key' };
    expect(problemsOf({ ...certificate, ...key })).toEqual([]);
    expect(problemsOf(certificate)).toEqual([expect.stringContaining('go together')]);
    expect(problemsOf(key)).toEqual([expect.stringContaining('go together')]);
  });

  test('names the file that cannot be read', () => {
    const problems = problemsOf({ OTEL_EXPORTER_OTLP_CERTIFICATE: 'missing.pem' });
    expect(problems).toEqual([expect.stringMatching(/OTEL_EXPORTER_OTLP_CERTIFICATE .*missing\.pem.*ENOENT/)]);
  });
});

describe('parseConfig: http', () => {
  beforeAll(() => {
    const made = createTlsFiles();
    // One file for both, as `npm run certs` writes it.
    files['server.pem'] = readFileSync(made.serverKey, 'utf8') + readFileSync(made.serverCert, 'utf8');
    made.remove();
  });

  test.each(['127.0.0.1', '127.9.9.9', '::1', 'localhost'])('listens on %s without a token', (host) => {
    expect(problemsOf({ SENSOR_HTTP_HOST: host })).toEqual([]);
  });

  const token = { SENSOR_HTTP_TOKEN_FILE: 'token.txt' };
  const tls = { SENSOR_HTTP_TLS_CERT_FILE: 'server.pem', SENSOR_HTTP_TLS_KEY_FILE: 'server.pem' };

  test.each(['0.0.0.0', '::', '192.168.1.2', '128.0.0.1'])('opens %s with token and TLS, or by consent', (host) => {
    const open = { SENSOR_HTTP_HOST: host };
    expect(problemsOf({ ...open, ...token, ...tls })).toEqual([]);
    expect(problemsOf({ ...open, SENSOR_HTTP_INSECURE: 'true' })).toEqual([]);
    const missing = ['SENSOR_HTTP_TOKEN_FILE', 'SENSOR_HTTP_TLS_CERT_FILE', 'SENSOR_HTTP_TLS_KEY_FILE'];
    expect(problemsOf(open)).toEqual([expect.stringContaining(missing.join(', '))]);
    expect(problemsOf({ ...open, ...token })).toEqual([expect.stringContaining(`set ${missing.slice(1).join(', ')}`)]);
    expect(problemsOf({ ...open, ...tls })).toEqual([expect.stringContaining(`set ${missing[0]}, or`)]);
  });

  // What compose mounts where .env names no file.
  test('takes an empty file for no token, and for no certificate', () => {
    const open = { SENSOR_HTTP_HOST: '0.0.0.0', SENSOR_HTTP_INSECURE: 'true' };
    expect(problemsOf({ ...open, ...token, ...tls })).toEqual([]);
    expect(problemsOf({ ...open, ...tls, SENSOR_HTTP_TOKEN_FILE: 'empty' })).toEqual([
      expect.stringContaining('SENSOR_HTTP_TOKEN_FILE'),
    ]);
    const empty = { SENSOR_HTTP_TLS_CERT_FILE: 'empty', SENSOR_HTTP_TLS_KEY_FILE: 'empty' };
    expect(problemsOf({ ...open, ...token, ...empty })).toEqual([expect.stringContaining('do not make a pair')]);
  });

  test('refuses a host that is a name', () => {
    expect(problemsOf({ SENSOR_HTTP_HOST: 'pi.local' })).toEqual([expect.stringContaining('SENSOR_HTTP_HOST')]);
  });

  test('accepts a token of 16 characters and refuses one of 15, without repeating it', () => {
    expect(parse({ SENSOR_HTTP_TOKEN_FILE: 'exact.txt' }).http.token).toBe('sixteen-letters!');
    const problems = problemsOf({ SENSOR_HTTP_TOKEN_FILE: 'short.txt' });
    expect(problems).toEqual([expect.stringContaining('SENSOR_HTTP_TOKEN_FILE')]);
    expect(problems[0]).not.toContain('fifteen-letters');
  });

  test('wants certificate and key together, and a real pair', () => {
    expect(problemsOf({ SENSOR_HTTP_TLS_CERT_FILE: 'client.pem' })).toEqual([expect.stringContaining('go together')]);
    const both = { SENSOR_HTTP_TLS_CERT_FILE: 'client.pem', SENSOR_HTTP_TLS_KEY_FILE: 'client.key' };
    expect(problemsOf(both)).toEqual([expect.stringContaining('do not make a pair')]);
  });
});

describe('parseConfig, spool and clock', () => {
  test('takes the folder and the limits that are given', () => {
    const { spool } = parse({
      SENSOR_SPOOL_DIR: '/var/lib/sensor',
      SENSOR_SPOOL_LIMIT: '65536',
      SENSOR_SPOOL_MEMORY_LIMIT: '67108864',
      SENSOR_SPOOL_FSYNC: 'false',
    }).telemetry;
    expect(spool).toEqual({
      directory: '/var/lib/sensor',
      limitBytes: 65_536,
      memoryLimitBytes: 67_108_864,
      fsync: false,
    });
  });

  test.each([
    ['2026-11-22', Date.UTC(2026, 10, 22)],
    ['2026-11-22T12:30Z', Date.UTC(2026, 10, 22, 12, 30)],
    ['2026-11-22T12:30:15Z', Date.UTC(2026, 10, 22, 12, 30, 15)],
  ])('reads %s as the earliest time', (raw, earliestMillis) => {
    expect(parse({ SENSOR_CLOCK_EARLIEST: raw }).telemetry.clock.earliestMillis).toBe(earliestMillis);
  });

  test.each([
    ['SENSOR_SPOOL_LIMIT', '65535'],
    ['SENSOR_SPOOL_MEMORY_LIMIT', '67108865'],
    ['SENSOR_SPOOL_FSYNC', 'sometimes'],
    ['SENSOR_CLOCK_TOLERANCE', '59999'],
    ['SENSOR_CLOCK_EARLIEST', '2026'],
    ['SENSOR_CLOCK_EARLIEST', '2026-02-30T25:00Z'],
    ['SENSOR_CLOCK_EARLIEST', 'tomorrow'],
    ['SENSOR_CLOCK_EARLIEST', '2026-11-22T12:30:15'], // in which zone?
  ])('refuses %s=%s', (name, raw) => {
    expect(problemsOf({ [name]: raw })).toEqual([expect.stringContaining(name)]);
  });
});
