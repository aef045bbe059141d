import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';

const run = promisify(execFile);
const command = join(import.meta.dirname, '../../device.ts');

async function device(
  folder: string,
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string; code: number }> {
  const env = { PATH: process.env['PATH'], STACK_ACCESS_DIR: folder };
  try {
    return { ...(await run(process.execPath, [command, ...args], { env })), code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

describe('npm run device', () => {
  test('adds, lists and revokes', async () => {
    const folder = await tempDir();
    expect(await device(folder, 'add', 'pi-2')).toMatchObject({ code: 0, stderr: '' });
    expect((await device(folder, 'list')).stdout).toMatch(/^pi-2 {2}since /);
    expect(await device(folder, 'revoke', 'pi-2')).toMatchObject({ code: 0, stderr: '' });
    expect((await device(folder, 'list')).stdout).toMatch(/npm run device -- add NAME/);
  });

  test.each([
    [['add', 'a b'], 64, /"a b"/],
    [['add'], 64, /needs a name/],
    [['add', 'a', 'secret'], 64, /takes one name/],
    [['remove', 'a'], 64, /add NAME/],
    [['--nosuch'], 64, /nosuch/],
    [['revoke', 'a'], 78, /no credential/],
  ] as const)('says what is wrong with %j, in two lines', async (args, code, message) => {
    const result = await device(await tempDir(), ...args);
    expect(result).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) });
    expect(result.stderr).not.toContain('secret');
    expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });

  test('explains itself', async () => {
    const { stdout, code } = await device(await tempDir(), '--help');
    expect(code).toBe(0);
    for (const word of ['add NAME', 'list', 'revoke NAME', 'STACK_ACCESS_DIR']) expect(stdout).toContain(word);
  });
});
