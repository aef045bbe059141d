import { execFile } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { accessDir } from '../../access/access-dir.ts';
import { parseStackConfig } from '../../native/stack-config.ts';
import { stackEnvironment } from '../../native/stack-environment.ts';
import { tempDir } from '../temp-dir.ts';

const root = join(import.meta.dirname, '../../..');

describe('stackEnvironment', () => {
  test('finds certificates and credentials where npm run certs and npm run device put them', () => {
    const dotEnv = { STACK_ACCESS_DIR: './elsewhere', STACK_DEVICES_BIND: '192.0.2.7' };
    const { devices } = parseStackConfig('/srv', stackEnvironment(dotEnv, {}));
    expect(devices?.host).toBe('192.0.2.7');
    expect(devices?.access).toEqual(accessDir('/srv', dotEnv));
  });

  test('takes what the shell says before what .env says', () => {
    const dotEnv = { STACK_SENSOR_PORT: '8001', DURABILITY: 'flash-friendly' };
    expect(stackEnvironment(dotEnv, { STACK_SENSOR_PORT: '8002' })).toEqual({
      STACK_SENSOR_PORT: '8002',
      DURABILITY: 'flash-friendly',
    });
  });

  test('leaves what is for containers', () => {
    const dotEnv = {
      SENSOR_SOURCE: 'auto',
      OTEL_LOG_LEVEL: 'debug',
      SENSOR_OTLP_ENDPOINT: 'http://otel-collector:4318',
    };
    expect(stackEnvironment({ ...dotEnv, STACK_DATA_DIR: '/d' }, {})).toEqual({ STACK_DATA_DIR: '/d' });
  });
});

describe('npm start', () => {
  test('reads .env', async () => {
    // The same program in a folder that has another .env.
    const folder = await tempDir();
    for (const name of ['stack', 'sensor', 'node_modules', 'package.json']) {
      await symlink(join(root, name), join(folder, name));
    }
    await writeFile(join(folder, '.env'), 'STACK_DEVICES_BIND=nowhere\n');
    const args = ['--preserve-symlinks', '--preserve-symlinks-main', join(folder, 'stack/start.ts'), '--once'];
    const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    await expect(promisify(execFile)(process.execPath, args, { env, timeout: 30_000 })).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringContaining('STACK_DEVICES_BIND must be an IP address, got "nowhere"'),
    });
  });
});
