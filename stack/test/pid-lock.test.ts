import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { acquireLock } from '../pid-lock.ts';
import { tempDir } from './temp-dir.ts';

describe('acquireLock', () => {
  test('tells who holds it, and gives it again once it is released', async () => {
    const path = join(await tempDir(), 'lock');
    const first = await acquireLock(path);
    expect(await acquireLock(path)).toEqual({ heldBy: process.pid });
    if ('lock' in first) await first.lock.release();
    expect(await acquireLock(path)).toHaveProperty('lock');
  });

  test('takes over what a process left that is gone', async () => {
    const folder = await tempDir();
    const path = join(folder, 'lock');
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(path, `${child.pid} 1\n`);
    expect(await acquireLock(path)).toHaveProperty('lock');
    expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    expect(await readdir(folder)).toEqual(['lock']);
  });

  test.runIf(process.platform === 'linux')('takes over where another program has that process id now', async () => {
    const path = join(await tempDir(), 'lock');
    await writeFile(path, `${process.pid} 1\n`);
    expect(await acquireLock(path)).toHaveProperty('lock');
  });

  test.each(['', 'garbage'])('takes over a lock that holds %j', async (content) => {
    const path = join(await tempDir(), 'lock');
    await writeFile(path, content);
    expect(await acquireLock(path)).toHaveProperty('lock');
  });

  test('goes to exactly one of many at once', async () => {
    const path = join(await tempDir(), 'lock');
    const results = await Promise.all(Array.from({ length: 20 }, () => acquireLock(path)));
    expect(results.filter((result) => 'lock' in result)).toHaveLength(1);
  });
});
