import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../sensor/src/config/config.ts';
import { readCompose } from '../../compose/read-compose.ts';
import { variantFiles, variants } from '../../limits.ts';
import { devicesFile, forwardFile, root, type ServiceFile } from './project.ts';

/** What .env says, and the files that it names. */
const dotEnv = {
  SENSOR_OTLP_ENDPOINT: 'https://central.example:5318',
  SENSOR_OTLP_PROTOCOL: 'http/protobuf',
  SENSOR_OTLP_COMPRESSION: 'gzip',
  SENSOR_OTLP_HEADERS_FILE: '/etc/headers',
  SENSOR_OTLP_CA_FILE: '/etc/authorities.pem',
};
const hostFiles: Readonly<Record<string, string>> = {
  '/etc/headers': 'Authorization: Bearer outpost.secret\n',
  '/etc/authorities.pem': 'authorities',
};

/** What the sensor makes of its container's environment, with the files that are mounted there. */
async function exporterOf(files: readonly string[], env: NodeJS.ProcessEnv) {
  const { services } = await readCompose(root, files, env);
  const { environment = {}, volumes = [] } = services['sensor'] as ServiceFile;
  const mounts = new Map(volumes.map((volume) => [volume.split(':')[1], volume.split(':')[0] ?? '']));
  const variables = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, `${value}`]));
  const { telemetry } = parseConfig(variables, (path) => Buffer.from(hostFiles[mounts.get(path) ?? ''] ?? ''));
  return { environment, exporter: telemetry.exporter };
}

describe.each(variants)('the sensor of the variant %s', (variant) => {
  const files = variantFiles[variant];

  test('pushes where .env says, by the standard variables', async () => {
    const { environment, exporter } = await exporterOf(files, dotEnv);
    expect(environment).toMatchObject({
      OTEL_EXPORTER_OTLP_ENDPOINT: dotEnv.SENSOR_OTLP_ENDPOINT,
      OTEL_EXPORTER_OTLP_PROTOCOL: dotEnv.SENSOR_OTLP_PROTOCOL,
      OTEL_EXPORTER_OTLP_COMPRESSION: dotEnv.SENSOR_OTLP_COMPRESSION,
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/run/secrets/sensor-otlp-ca',
      SENSOR_OTLP_HEADERS_FILE: '/run/secrets/sensor-otlp-headers',
    });
    expect(exporter).toMatchObject({
      url: 'https://central.example:5318/v1/metrics',
      protocol: 'http/protobuf',
      compression: 'gzip',
      headers: { Authorization: 'Bearer outpost.secret' },
      authorities: Buffer.from('authorities'),
    });
  });

  test('has none of the secrets in its environment', async () => {
    const { environment } = await exporterOf(files, dotEnv);
    expect(JSON.stringify(environment)).toContain('sensor-otlp-headers');
    expect(JSON.stringify(environment)).not.toContain('outpost.secret');
  });

  test('pushes to the collector beside it where .env says nothing', async () => {
    const { exporter } = await exporterOf(files, {});
    expect(exporter).toMatchObject({
      url: 'http://otel-collector:4318/v1/metrics',
      protocol: 'http/json',
      compression: 'none',
      headers: {},
      authorities: undefined,
    });
  });

  test.each([[[devicesFile, forwardFile]], [[forwardFile, devicesFile]]])('is the same with %j on top', async (top) => {
    const forward = { STACK_FORWARD_ENDPOINT: 'https://central.example:5318' };
    const plain = await readCompose(root, files, dotEnv);
    const more = await readCompose(root, [...files, ...top], { ...dotEnv, ...forward });
    expect(more.services['sensor']).toEqual(plain.services['sensor']);
    expect(more.services['otel-collector']).not.toEqual(plain.services['otel-collector']);
  });
});
