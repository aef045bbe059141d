import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { runCerts } from '../../certs/run-certs.ts';
import { devicesArguments, parseDevicesPort, requireAccess } from '../../native/devices-port.ts';
import { tempDir } from '../temp-dir.ts';

describe('parseDevicesPort', () => {
  test.each([{}, { STACK_DEVICES_BIND: '' }, { STACK_DEVICES_BIND: ' ' }])('is closed with %j', (env) => {
    expect(parseDevicesPort('/repo', env, [])).toBeUndefined();
  });

  test('is open where an address is given', () => {
    const problems: string[] = [];
    const port = parseDevicesPort('/repo', { STACK_DEVICES_BIND: '::', STACK_DEVICES_HTTP_PORT: '6318' }, problems);
    expect(problems).toEqual([]);
    expect(port).toMatchObject({ host: '::', httpPort: 6318, grpcPort: 5317, access: { path: '/repo/data/access' } });
  });

  test.each([
    { STACK_DEVICES_BIND: 'everywhere' },
    { STACK_DEVICES_BIND: '0.0.0.0', STACK_DEVICES_GRPC_BIND: 'eth0' },
    { STACK_DEVICES_BIND: '0.0.0.0', STACK_DEVICES_HTTP_PORT: '0' },
    { STACK_DEVICES_BIND: '0.0.0.0', STACK_DEVICES_GRPC_PORT: '65536' },
  ])('names what is wrong with %j', (env) => {
    const problems: string[] = [];
    parseDevicesPort('/repo', env, problems);
    expect(problems).toEqual([expect.stringContaining(Object.keys(env).at(-1) ?? '')]);
  });
});

test('devicesArguments hands the collector the second file and where everything is', () => {
  const port = parseDevicesPort('/repo', { STACK_DEVICES_BIND: '::1' }, []);
  if (port === undefined) throw new Error('closed');
  const { args, env } = devicesArguments('/repo', port);
  expect(args).toEqual(['--config', '/repo/otel-collector/devices.yaml']);
  expect(env).toEqual({
    COLLECTOR_DEVICES_HTTP_ENDPOINT: '[::1]:5318',
    // Not opened by the same variable: it can be made to end the collector without a credential.
    COLLECTOR_DEVICES_GRPC_ENDPOINT: '127.0.0.1:5317',
    COLLECTOR_DEVICES_TOKENS: '/repo/data/access/devices/tokens',
    COLLECTOR_DEVICES_TLS: '/repo/data/access/tls/server.pem',
  });
});

test('requireAccess names the file that is missing, and the command that makes it', async () => {
  const port = parseDevicesPort(await tempDir(), { STACK_DEVICES_BIND: '127.0.0.1' }, []);
  if (port === undefined) throw new Error('closed');
  const { access } = port;
  await expect(requireAccess(port)).rejects.toThrow(/server\.pem: npm run certs/);
  await runCerts(
    { help: false, json: false, renew: false, names: ['localhost'] },
    { access, detected: [], now: Date.now },
  );
  await expect(requireAccess(port)).resolves.toBeUndefined();
  await rm(`${access.devices}/tokens`);
  await expect(requireAccess(port)).rejects.toThrow(/tokens: npm run certs/);
});
