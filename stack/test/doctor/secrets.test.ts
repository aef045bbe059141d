import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InspectedContainer } from '../../docker/project-containers.ts';
import { known } from '../../doctor/fact.ts';
import { readSecrets } from '../../doctor/gather/secrets.ts';
import { clearSecrets, type SecretFile, secretFiles } from '../../doctor/secret-files.ts';
import { tempDir } from '../temp-dir.ts';
import { archiveOf } from './archive.ts';
import { fakeSurroundings } from './surroundings.ts';

describe('secretFiles', () => {
  const namesOf = (variables: NodeJS.ProcessEnv) =>
    secretFiles('/srv', variables, 10_001).map(({ variable, path, isNeeded }) => [variable, path, isNeeded]);

  test('are what variables of the stack name', () => {
    const variables = {
      SENSOR_HTTP_TOKEN_FILE: ' /etc/token ',
      SENSOR_HTTP_TLS_KEY_FILE: '/etc/key.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '/etc/client.pem',
      SENSOR_HTTP_TLS_CERT_FILE: '/etc/cert.pem',
      OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY: ' ',
      CLOUD_TOKEN_FILE: '/elsewhere',
    };
    expect(namesOf(variables).filter(([variable]) => variable !== 'STACK_ACCESS_DIR')).toEqual([
      ['SENSOR_HTTP_TOKEN_FILE', '/etc/token', true],
      ['SENSOR_HTTP_TLS_KEY_FILE', '/etc/key.pem', true],
      ['OTEL_EXPORTER_OTLP_CLIENT_KEY', '/etc/client.pem', true],
    ]);
  });

  test.each([
    ['STACK_FORWARD_HEADERS_FILE', 10_001],
    ['SENSOR_OTLP_HEADERS_FILE', 10_001],
    ['SENSOR_HTTP_TLS_FILE', 10_001],
    ['GRAFANA_TLS_FILE', 472],
  ])('are the file of %s, which user %i reads', (variable, readerId) => {
    const files = secretFiles('/srv', { [variable]: '/etc/secret' }, 10_001);
    expect(files[0]).toEqual({ variable, path: '/etc/secret', readerId, isNeeded: true });
  });

  test.each(['STACK_FORWARD_CA_FILE', 'SENSOR_OTLP_CA_FILE', 'SENSOR_HTTP_TLS_CERT_FILE'])(
    'are not what %s names: authorities and certificates are no secrets',
    (variable) => {
      const files = secretFiles('/srv', { [variable]: '/etc/public', GRAFANA_TLS_FILE: '/etc/secret' }, 10_001);
      expect(files.map(({ path }) => path)).toContain('/etc/secret');
      expect(files.map(({ path }) => path)).not.toContain('/etc/public');
    },
  );

  test('are each there once, also where two variables name one', () => {
    const files = secretFiles('/srv', { SENSOR_HTTP_TLS_FILE: './data/access/tls/server.pem' }, 10_001);
    expect(files.filter(({ path }) => path.endsWith('server.pem')).map(({ variable }) => variable)).toEqual([
      'SENSOR_HTTP_TLS_FILE',
    ]);
  });

  test.each([
    ['', false],
    ['0.0.0.0', true],
  ])('are the credentials of other devices, needed with STACK_DEVICES_BIND=%j: %s', (bind, isNeeded) => {
    expect(namesOf({ STACK_ACCESS_DIR: '/etc/access', STACK_DEVICES_BIND: bind })).toEqual([
      ['STACK_ACCESS_DIR', '/etc/access/devices/tokens', isNeeded],
      ['STACK_ACCESS_DIR', '/etc/access/tls/server.pem', isNeeded],
      ['STACK_ACCESS_DIR', '/etc/access/authority/authority.key', false],
    ]);
  });
});

describe('clearSecrets', () => {
  test('tells names, never values', () => {
    const dotEnv = { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=x', DEVICE_NAME: 'attic', GRAFANA_PASSWORD: ' ' };
    expect(clearSecrets(dotEnv)).toEqual(['OTEL_EXPORTER_OTLP_HEADERS']);
  });
});

describe('readSecrets', () => {
  const secretAt = (path: string): SecretFile => ({
    variable: 'SENSOR_HTTP_TOKEN_FILE',
    path,
    readerId: 10_001,
    isNeeded: true,
  });

  test('reads files as they are here, by paths below the project', async () => {
    const surroundings = await fakeSurroundings();
    const { projectFolder } = surroundings;
    await writeFile(join(projectFolder, 'token'), 'x');
    await chmod(join(projectFolder, 'token'), 0o640);
    await mkdir(join(projectFolder, 'folder'));
    const files = ['token', join(projectFolder, 'folder'), './missing'].map(secretAt);
    const deps = { ...surroundings, containers: [], hostFolder: projectFolder };
    expect(await readSecrets(files, deps)).toMatchObject([
      { path: 'token', file: { value: { mode: 0o640, isFolder: false } } },
      { file: { value: { isFolder: true } } },
      { file: { isKnown: true, value: undefined } },
    ]);
  });

  test('reads in a container what another one has mounted, by itself or in a folder', async () => {
    const hostFolder = await tempDir();
    const file = { isFolder: false, ownerId: 10_001, mode: 0o644 };
    const archive = await archiveOf(file);
    const asked: string[] = [];
    const surroundings = await fakeSurroundings({ isInside: true });
    const engine = {
      get: surroundings.engine.get,
      first: async (path: string) => {
        asked.push(decodeURIComponent(path));
        return archive;
      },
    };
    const Mounts = [
      { Type: 'bind', Source: '/etc/token', Destination: '/run/secrets/sensor-token', RW: false },
      { Type: 'bind', Source: join(hostFolder, 'access'), Destination: '/etc/access', RW: false },
    ];
    const containers = [{ service: 'sensor', inspected: { Id: 'abc', Mounts } as unknown as InspectedContainer }];
    const files = ['/etc/token', 'access/tokens', '/etc/token-of-nobody'].map(secretAt);
    const seen = await readSecrets(files, { ...surroundings, engine, containers, hostFolder });
    expect(seen.map((secret) => secret.file)).toEqual([
      known(file),
      known(file),
      { isKnown: false, why: expect.stringContaining('cannot be seen') },
    ]);
    expect(asked.toSorted()).toEqual([
      '/containers/abc/archive?path=/etc/access/tokens',
      '/containers/abc/archive?path=/run/secrets/sensor-token',
    ]);
  });
});
