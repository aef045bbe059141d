import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from '../../compose/read-compose.ts';
import { variantFiles, variants } from '../../limits.ts';
import { devicesFile, root, type ServiceFile, type Services } from './project.ts';

// Every variable of .env.example that can move a port away from loopback.
const bindVariables = ['STACK_SENSOR_BIND', 'STACK_GRAFANA_BIND', 'STACK_DEVICES_BIND', 'STACK_DEVICES_GRPC_BIND'];
const everywhere = Object.fromEntries(bindVariables.map((name) => [name, '0.0.0.0']));

/** What makes a port ask for a credential and speak TLS alone, by service and port in the container. Any other port may not be opened at all. */
const guards: Readonly<Record<string, (service: ServiceFile) => boolean>> = {
  'sensor:8000': ({ environment = {} }) =>
    ['SENSOR_HTTP_TOKEN_FILE', 'SENSOR_HTTP_TLS_CERT_FILE', 'SENSOR_HTTP_TLS_KEY_FILE'].every(
      (name) => environment[name],
    ),
  // The password is Grafana's own doing: grafana.ini has no anonymous access (below).
  'grafana:3000': ({ environment = {} }) => environment['GF_SERVER_PROTOCOL'] === 'https',
  // TLS and credential: devices-config.test.ts.
  'otel-collector:5318': ({ command = [] }) => command.includes('--config=/etc/otelcol/devices.yaml'),
  'otel-collector:5317': ({ command = [] }) => command.includes('--config=/etc/otelcol/devices.yaml'),
};

/** Ports beyond loopback that nothing guards, as SERVICE:PORT. */
function unguarded(services: Services): readonly string[] {
  return Object.entries(services).flatMap(([id, service]) =>
    (service.ports ?? [])
      .filter((port) => !port.startsWith('127.0.0.1:'))
      .map((port) => `${id}:${port.split(':').at(-1)}`)
      .filter((port) => guards[port]?.(service) !== true),
  );
}

async function read(files: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Services> {
  return (await readCompose(root, files, env)).services as Services;
}

const ports = (services: Services) => Object.values(services).flatMap(({ ports: own = [] }) => own);

describe.each(variants)('with the ports of other devices on top, the variant %s', (variant) => {
  const files = [...variantFiles[variant], devicesFile];

  test('publishes them on loopback until an address is given', async () => {
    const closed = ports(await read(variantFiles[variant]));
    const opened = ports(await read(files));
    const added = opened.filter((port) => !closed.includes(port));
    expect(added).toEqual(['127.0.0.1:5318:5318', '127.0.0.1:5317:5317']);
  });

  test('opens nothing without TLS and a credential, whatever the variables say', async () => {
    const services = await read(files, everywhere);
    expect(ports(services).filter((port) => port.startsWith('0.0.0.0:')).length).toBeGreaterThanOrEqual(3);
    expect(unguarded(services)).toEqual([]);
  });
});

test.each([
  ['victoriametrics', '8428:8428'],
  ['victoriametrics', '0.0.0.0:8428:8428'],
  ['otel-collector', '192.168.1.2:4318:4318'],
  ['sensor', '0.0.0.0:8000:8000'],
  ['grafana', '[::]:3000:3000'],
])('an open port of %s without a guard would be named: %s', async (id, port) => {
  const services = await read(variantFiles.default);
  const opened = { ...services, [id]: { ...services[id], ports: [port] } };
  expect(unguarded(opened)).toEqual([`${id}:${port.split(':').at(-1)}`]);
});

test('.env.example names every variable that binds a port', async () => {
  const text = await readFile(join(root, '.env.example'), 'utf8');
  const named = [...text.matchAll(/^#(STACK_[A-Z_]+_BIND)=/gm)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(bindVariables.toSorted());
});

test('Grafana knows no visitor without a name', async () => {
  const ini = await readFile(join(root, 'grafana/grafana.ini'), 'utf8');
  expect(ini).not.toMatch(/\[auth\.anonymous\][^[]*enabled *= *true/);
});

test('the collector gets the folders of credentials and of the certificate, and not the one of the authority', async () => {
  const { volumes = [] } = parse(await readFile(join(root, devicesFile), 'utf8')).services['otel-collector'] as {
    volumes?: readonly unknown[];
  };
  const binds = volumes.filter((volume): volume is Record<string, unknown> => typeof volume === 'object');
  expect(binds.map(({ source }) => `${source}`.split('/').at(-1))).toEqual(['devices', 'tls']);
  for (const bind of binds) expect(bind).toMatchObject({ read_only: true, bind: { create_host_path: false } });
});
