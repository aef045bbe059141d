import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectorCommand, replacedVariables, sensorCommand, victoriaMetricsCommand } from '../../native/commands.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };

function options(env: NodeJS.ProcessEnv = {}) {
  return { root, dataDir: '/data', ports, env, hostName: 'pi' };
}

describe('victoriaMetricsCommand', () => {
  test('has the flags of flags.env in its environment and the rest on its command line', async () => {
    const { args, env, readyUrl, discard } = await victoriaMetricsCommand('/bin/vm', options());
    expect(args).toContain(`-storageDataPath=${discard?.replace(/\/cache$/, '')}`);
    expect(env).toMatchObject({ VM_retentionPeriod: '7d', VM_opentelemetry_usePrometheusNaming: 'true' });
    expect(args).toEqual(
      expect.arrayContaining([
        '-envflag.enable',
        '-envflag.prefix=VM_',
        '-httpListenAddr=127.0.0.1:5',
        '-storageDataPath=/data/victoriametrics',
        '-pushmetrics.url=http://127.0.0.1:5/api/v1/import/prometheus',
        '-pushmetrics.extraLabel=host_name="pi"',
      ]),
    );
    expect(readyUrl).toBe('http://127.0.0.1:5/health');
  });

  test("lets the user's own VM_ variables win over the file", async () => {
    const { env } = await victoriaMetricsCommand('/bin/vm', options({ VM_retentionPeriod: '1d' }));
    expect(env['VM_retentionPeriod']).toBe('1d');
  });
});

describe('collectorCommand', () => {
  test('is told its addresses, its queue and an identity that does not change', async () => {
    const { env, readyUrl } = await collectorCommand('/bin/otelcol', options());
    expect(env).toMatchObject({
      COLLECTOR_OTLP_HTTP_ENDPOINT: '127.0.0.1:2',
      COLLECTOR_OTLP_GRPC_ENDPOINT: '127.0.0.1:3',
      COLLECTOR_HEALTH_ENDPOINT: '127.0.0.1:4',
      COLLECTOR_QUEUE_DIR: '/data/collector/queue',
      COLLECTOR_VICTORIAMETRICS_URL: 'http://127.0.0.1:5',
      COLLECTOR_SELF_URL: 'http://127.0.0.1:2',
      COLLECTOR_HOST_NAME: 'pi',
      COLLECTOR_INSTANCE_ID: 'pi',
      GOMEMLIMIT: '32MiB',
    });
    expect(readyUrl).toBe('http://127.0.0.1:4/');
  });

  test('gets its own variables of the user and no secret of anybody else', async () => {
    const { env } = await collectorCommand(
      '/bin/otelcol',
      options({ COLLECTOR_LOG_LEVEL: 'debug', OTEL_EXPORTER_OTLP_HEADERS: 'a=secret', AWS_SECRET: 'x', PATH: '/bin' }),
    );
    expect(env).toMatchObject({ COLLECTOR_LOG_LEVEL: 'debug', PATH: '/bin' });
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['OTEL_EXPORTER_OTLP_HEADERS']));
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['AWS_SECRET']));
  });
});

describe('sensorCommand', () => {
  test('replays the committed recording, an hour per push, when no source is named', () => {
    const { env } = sensorCommand('dist/sensor.mjs', options({ SENSOR_SOURCE: ' ' }));
    expect(env).toMatchObject({
      SENSOR_SOURCE: expect.stringMatching(/^replay:sensor\/recordings\/.+\.csv$/),
      SENSOR_REPLAY_SPEED: '240',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:2',
      SENSOR_HTTP_PORT: '1',
    });
  });

  test("takes the user's source as it is, with no speed of ours", () => {
    const { env } = sensorCommand('dist/sensor.mjs', options({ SENSOR_SOURCE: 'replay:mine.csv' }));
    expect(env['SENSOR_SOURCE']).toBe('replay:mine.csv');
    expect(env).not.toHaveProperty('SENSOR_REPLAY_SPEED');
  });

  test('keeps the speed that the user asked for', () => {
    expect(sensorCommand('dist/sensor.mjs', options({ SENSOR_REPLAY_SPEED: '1' })).env['SENSOR_REPLAY_SPEED']).toBe(
      '1',
    );
  });

  test('hands on SENSOR_ and OTEL_ variables, but never an endpoint elsewhere', () => {
    const { env } = sensorCommand(
      'dist/sensor.mjs',
      options({
        SENSOR_QUEUE_CAPACITY: '8',
        OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://elsewhere',
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://elsewhere',
      }),
    );
    expect(env).toMatchObject({ SENSOR_QUEUE_CAPACITY: '8', OTEL_EXPORTER_OTLP_HEADERS: 'a=b' });
    expect(JSON.stringify(env)).not.toContain('elsewhere');
  });
});

describe('sensorCommand, its addresses', () => {
  test('are plain and on loopback by itself', () => {
    expect(sensorCommand('dist/sensor.mjs', options())).toMatchObject({
      address: 'http://127.0.0.1:1/sensor',
      readyUrl: 'http://127.0.0.1:1/livez',
      certificateFile: undefined,
    });
  });

  test('are where the user has it listen, with the certificate that it was given', () => {
    const env = { SENSOR_HTTP_HOST: '192.0.2.7', SENSOR_HTTP_TLS_CERT_FILE: '/etc/server.pem' };
    expect(sensorCommand('dist/sensor.mjs', options(env))).toMatchObject({
      address: 'https://192.0.2.7:1/sensor',
      readyUrl: 'https://192.0.2.7:1/livez',
      certificateFile: '/etc/server.pem',
    });
  });
});

describe('replacedVariables', () => {
  test('names what is set and not used, without its value', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:password@elsewhere', SENSOR_HTTP_PORT: '' };
    expect(replacedVariables(env)).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT']);
  });
});
