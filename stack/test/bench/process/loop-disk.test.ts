import { spawnSync } from 'node:child_process';
import { access, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLoopDisk } from '../../../bench/process/loop-disk.ts';
import { tempDir } from '../../temp-dir.ts';

const canMount = process.getuid?.() === 0 && spawnSync('losetup', ['--find']).status === 0;
const kibibyte = 1024;

test.skipIf(!canMount)('counts what reached each disk, a page as a page [needs root, loop devices]', async () => {
  const folder = await tempDir();
  const one = await createLoopDisk(folder, 'one', 64 * kibibyte * kibibyte);
  const other = await createLoopDisk(folder, 'other', 64 * kibibyte * kibibyte);
  const written = () => Promise.all([one.writtenBytes(), other.writtenBytes()]);
  try {
    // All at once, and so in large pages where the kernel has them: /proc/PID/io counts each of the writes below as 256 KiB then.
    const file = await open(join(folder, 'one', 'data'), 'w');
    await file.write(Buffer.alloc(256 * kibibyte, 1));
    await one.flush();
    await other.flush();
    const [before, beforeOther] = await written();
    for (let page = 0; page < 10; page += 1) {
      await file.write(Buffer.alloc(4 * kibibyte, page), 0, 4 * kibibyte, page * 4 * kibibyte);
      await file.datasync();
    }
    await file.close();
    const [after, afterOther] = await written();
    expect(after - before).toBeGreaterThanOrEqual(40 * kibibyte);
    expect(after - before).toBeLessThan(200 * kibibyte);
    expect(afterOther).toBe(beforeOther);
  } finally {
    await one.remove();
    await other.remove();
  }
  expect(await readFile('/proc/mounts', 'utf8')).not.toContain(folder);
  await expect(access(join(folder, 'one', 'data'))).rejects.toThrow(/ENOENT/);
});
