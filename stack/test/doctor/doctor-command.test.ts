import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../../sensor/build.ts';
import { tempDir } from '../temp-dir.ts';

const program = join(import.meta.dirname, '../../doctor.ts');

async function run(file: string, args: readonly string[]) {
  const nowhere = await tempDir();
  const env = { DOCKER_HOST: `unix://${join(nowhere, 'none.sock')}`, SENSOR_SOURCE: 'replay:none' };
  return spawnSync(process.execPath, [file, ...args], { env, cwd: nowhere, encoding: 'utf8', timeout: 20_000 });
}

describe('npm run doctor', () => {
  test('ends with 1 and one JSON object where something is wrong', async () => {
    const { status, stdout, stderr } = await run(program, ['--compose', '--json']);
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ mode: 'compose', well: false, canary: null });
    expect(stdout).toContain('docker-unreachable');
  });

  test('ends with 64 for an option that it does not know', async () => {
    expect((await run(program, ['--wat'])).status).toBe(64);
  });

  test('runs as one file without the repository, as in an image', async () => {
    const file = join(await tempDir(), 'doctor.mjs');
    await bundle({ file: program }, file);
    expect((await run(file, ['--help'])).stdout).toMatch(/^Usage: /);
    const { status, stdout } = await run(file, ['--compose']);
    expect(status).toBe(1);
    expect(stdout).toContain('✗ docker-unreachable');
    expect(stdout).toContain('ssh -L 8428:127.0.0.1:8428');
  });
});
