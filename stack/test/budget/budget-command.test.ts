import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle } from '../../../sensor/build.ts';
import { tempDir } from '../temp-dir.ts';

const program = join(import.meta.dirname, '../../budget.ts');

function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [file, ...args], { env, encoding: 'utf8', timeout: 10_000 });
}

describe('npm run budget', () => {
  test('ends with 69 and says what to do where there is no Docker', async () => {
    const { status, stderr } = run(program, [], { DOCKER_HOST: `unix://${join(await tempDir(), 'none.sock')}` });
    expect(status).toBe(69);
    expect(stderr).toContain('systemctl start docker');
  });

  test('ends with 64 for an option that it does not know', () => {
    expect(run(program, ['--wat']).status).toBe(64);
  });

  test('runs as one file without the repository, as in the image', async () => {
    const file = join(await tempDir(), 'budget.mjs');
    await bundle({ file: program }, file);
    const { status, stdout } = run(file, ['--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: /);
  });
});
