import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { openSequence } from '../../src/spool/sequence.ts';
import { openSpool } from '../../src/spool/spool.ts';
import { createFakeLog } from '../fakes.ts';
import { keptPush } from './kept-push.ts';

/** A disk of 128 KiB; undefined where nobody may mount one, which is root's alone. */
async function smallDisk(): Promise<string | undefined> {
  const folder = join(await tempDir(), 'disk');
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', [folder], { stdio: 'pipe' }));
  return folder;
}

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)('numbers on a full disk [needs root]', () => {
  test('never come twice, though the process is killed', async ({ skip }) => {
    const disk = await smallDisk();
    if (disk === undefined) return skip();
    const log = createFakeLog();
    const stopped = await openSequence(disk, { log });
    expect([stopped.next(), stopped.next()]).toEqual([1, 2]);
    await stopped.close();
    try {
      writeFileSync(join(disk, 'somebody-elses'), Buffer.alloc(262_144));
    } catch {}
    expect(statfsSync(disk).bavail).toBe(0);
    const killed = await openSequence(disk, { log });
    expect(killed.next()).toBe(3);
    expect((await openSequence(disk, { log })).next()).toBe(1_000_001);
    expect((await openSequence(disk, { log })).next()).toBe(2_000_001);
    expect(log.lines).toEqual([]);
  });
});

describe.skipIf(!isRoot)('the spool on a full disk [needs root]', () => {
  test('keeps in memory what does not fit, and uses the disk again when there is room', async ({ skip }) => {
    const disk = await smallDisk();
    if (disk === undefined) return skip();
    const filler = join(disk, 'somebody-elses');
    writeFileSync(filler, Buffer.alloc(100_000));
    const drops: Record<string, number> = {};
    const log = createFakeLog();
    const report = {
      dropped: (reason: string, pushes: number) => {
        drops[reason] = (drops[reason] ?? 0) + pushes;
      },
      diskError: () => {},
    };
    const config = { directory: join(disk, 'spool'), limitBytes: 1_048_576, memoryLimitBytes: 1_048_576, fsync: true };
    const spool = await openSpool(config, { report, log });
    for (let number = 0; number < 60; number += 1) await spool.put(keptPush(number, { bytes: 1500 }));
    expect(statfsSync(disk).bavail).toBe(0);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    rmSync(filler);
    for (let number = 60; number < 70; number += 1) await spool.put(keptPush(number, { bytes: 1500 }));
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(spool.pushes()).toBe(70);

    const bodies: string[] = [];
    for (let push = await spool.oldest(); push !== undefined; push = await spool.oldest()) {
      bodies.push(push.body.toString('hex'));
      await spool.remove(push);
    }
    const all = Array.from({ length: 70 }, (_, number) => keptPush(number, { bytes: 1500 }).body.toString('hex'));
    expect(bodies.toSorted()).toEqual(all.toSorted());
    expect(drops).toEqual({});
    expect(readdirSync(join(disk, 'spool'))).toEqual([]);
    await spool.close();
  });
});
