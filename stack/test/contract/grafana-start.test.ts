import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { root } from './project.ts';

/** Runs start.sh with a shell script in place of Grafana's /run.sh. */
async function startWith(script: string, data: string) {
  const file = join(data, 'run.sh');
  await writeFile(file, script);
  return spawn('/bin/sh', [join(root, 'grafana', 'start.sh'), '/bin/sh', file], {
    env: { PATH: process.env['PATH'], GF_PATHS_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const exitOf = async (child: ReturnType<typeof spawn>) => (await once(child, 'exit'))[0] as number | null;

describe('start.sh', () => {
  test('makes a password and a key at the first start, readable by their owner alone, and keeps them', async () => {
    const data = await tempDir();
    expect(await exitOf(await startWith('exit 0', data))).toBe(0);
    const read = (name: string) => readFile(join(data, name), 'utf8');
    const [password, key] = [await read('admin-password'), await read('secret-key')];
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(key).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(key).not.toBe(password);
    for (const name of ['admin-password', 'secret-key'])
      expect((await stat(join(data, name))).mode & 0o777).toBe(0o600);
    await exitOf(await startWith('exit 0', data));
    expect(await read('admin-password')).toBe(password);
  });

  test('makes another password for another device', async () => {
    const passwords = await Promise.all(
      [1, 2].map(async () => {
        const data = await tempDir();
        await exitOf(await startWith('exit 0', data));
        return readFile(join(data, 'admin-password'), 'utf8');
      }),
    );
    expect(new Set(passwords).size).toBe(2);
  });

  test('does not start Grafana where the password cannot be written', async () => {
    const child = await startWith('echo started', await tempDir());
    let output = '';
    child.stdout?.on('data', (chunk) => {
      output += chunk;
    });
    expect(await exitOf(child)).toBe(0);
    expect(output).toBe('started\n');
    const missing = spawn('/bin/sh', [join(root, 'grafana', 'start.sh'), 'echo', 'started'], {
      env: { PATH: process.env['PATH'], GF_PATHS_DATA: '/nonexistent' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let nothing = '';
    missing.stdout.on('data', (chunk) => {
      nothing += chunk;
    });
    expect(await exitOf(missing)).not.toBe(0);
    expect(nothing).toBe('');
  });

  test.each([0, 7])(
    'stopped by a signal it lets Grafana finish and ends with 143, whatever Grafana ends with: %i',
    async (code) => {
      const data = await tempDir();
      const finished = join(data, 'finished');
      const child = await startWith(
        `trap 'sleep 0.2; echo yes >${finished}; exit ${code}' TERM; echo ready; while :; do sleep 0.05; done`,
        data,
      );
      const exit = exitOf(child);
      if (child.stdout) await once(child.stdout, 'data');
      child.kill('SIGTERM');
      expect(await exit).toBe(143);
      expect(await readFile(finished, 'utf8')).toBe('yes\n');
    },
  );

  test('ends as Grafana ends when nobody stopped it, so that a crash counts as one', async () => {
    expect(await exitOf(await startWith('exit 3', await tempDir()))).toBe(3);
  });
});

describe('grafana.ini', () => {
  test('reads password and key from the very files that start.sh makes', async () => {
    const ini = await readFile(join(root, 'grafana', 'grafana.ini'), 'utf8');
    expect(ini).toContain('admin_password = $__file{/var/lib/grafana/admin-password}');
    expect(ini).toContain('secret_key = $__file{/var/lib/grafana/secret-key}');
  });
});
