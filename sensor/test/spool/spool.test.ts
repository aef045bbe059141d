import { mkdir, readdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { openSpool, type Spool } from '../../src/spool/spool.ts';
import { type SpoolFiles, spoolFiles } from '../../src/spool/spool-files.ts';
import { createFakeLog } from '../fakes.ts';
import { keptPush } from './kept-push.ts';

async function setUp({ directory, files }: { readonly directory?: string; readonly files?: SpoolFiles } = {}) {
  const log = createFakeLog();
  const drops: Record<string, number> = {};
  const diskErrors: string[] = [];
  const report = {
    dropped(reason: string, pushes: number) {
      drops[reason] = (drops[reason] ?? 0) + pushes;
    },
    diskError: (type: string) => void diskErrors.push(type),
  };
  const config = { directory, limitBytes: 1_048_576, memoryLimitBytes: 65_536, fsync: true };
  const spool = await openSpool(config, { report, log, ...(files && { files }) });
  onTestFinished(() => spool.close());
  return { spool, log, drops, diskErrors };
}

async function drain(spool: Spool): Promise<Buffer[]> {
  const bodies: Buffer[] = [];
  for (let push = await spool.oldest(); push !== undefined; push = await spool.oldest()) {
    bodies.push(push.body);
    await spool.remove(push);
  }
  return bodies;
}

const bodies = (...numbers: readonly number[]) => numbers.map((number) => keptPush(number).body);

describe('openSpool', () => {
  test('keeps pushes in memory without a directory, bounded and counted', async () => {
    const { spool, drops } = await setUp();
    expect([spool.limitBytes(), spool.sizeBytes()]).toEqual([65_536, 0]);
    for (let number = 0; number < 400; number += 1) await spool.put(keptPush(number));
    expect(spool.sizeBytes()).toBeLessThanOrEqual(65_536);
    expect(drops).toEqual({ limit: 400 - spool.pushes() });
    expect((await drain(spool)).at(-1)).toEqual(keptPush(399).body);
  });

  test('keeps them on disk with one, where the next process finds them', async () => {
    const directory = join(await tempDir(), 'spool');
    const before = await setUp({ directory });
    for (const number of [1, 2]) await before.spool.put(keptPush(number));
    expect(before.spool.limitBytes()).toBe(1_048_576 + 65_536);
    const { spool } = await setUp({ directory });
    expect(await drain(spool)).toEqual(bodies(1, 2));
  });

  test('says once that the disk fails, keeps pushes in memory, and says once that it works again', async () => {
    const { disk, files } = failing();
    const { spool, log, diskErrors, drops } = await setUp({ directory: await tempDir(), files });
    for (const number of [1, 2, 3]) await spool.put(keptPush(number));
    expect(diskErrors).toEqual(['ENOSPC', 'ENOSPC', 'ENOSPC']);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    disk.fails = false;
    for (const number of [4, 5]) await spool.put(keptPush(number));
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
    expect(await drain(spool)).toEqual(bodies(4, 5, 1, 2, 3)); // the disk first: it holds the most
    expect(drops).toEqual({});
  });

  test('starts with a directory that cannot be made, and uses it once it can', async () => {
    const parent = await tempDir();
    const directory = join(parent, 'spool');
    await writeFile(directory, 'not a folder');
    const { spool, log, diskErrors } = await setUp({ directory });
    expect(diskErrors).toEqual(['EEXIST']);
    await spool.put(keptPush(1));
    expect(log.lines).toHaveLength(1);
    await unlink(directory);
    await spool.put(keptPush(2));
    expect(await readdir(directory)).toHaveLength(1);
    expect(await drain(spool)).toEqual(bodies(2, 1));
  });

  test('waits for a blocked disk once, and uses it again when it comes back', async () => {
    const { blocked, files } = blockable();
    const { spool, diskErrors } = await setUp({ directory: await tempDir(), files });
    const release = blocked();
    await spool.put(keptPush(1)); // resolves although the disk does not
    expect(diskErrors).toEqual(['timeout']);
    expect(spool.mayBeBlocked()).toBe(true);
    await spool.put(keptPush(2));
    expect(spool.pushes()).toBe(2);
    expect(await spool.oldest()).toEqual(keptPush(1)); // from memory
    release();
    await expect.poll(() => spool.mayBeBlocked()).toBe(false); // what hung has ended: its push is now in both places
    await spool.put(keptPush(3));
    expect(await drain(spool)).toEqual(bodies(1, 3, 1, 2));
  });

  test('brings what only memory holds to the disk when it is closed', async () => {
    const directory = await tempDir();
    const { disk, files } = failing();
    const { spool } = await setUp({ directory, files });
    for (const number of [1, 2]) await spool.put(keptPush(number));
    disk.fails = false;
    await spool.close();
    expect(await drain((await setUp({ directory })).spool)).toEqual(bodies(1, 2));
  });

  test('says what is lost when it is closed and the disk still fails', async () => {
    const { files } = failing();
    const { spool, log } = await setUp({ directory: await tempDir(), files });
    await spool.put(keptPush(1));
    await spool.close();
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { pushes: 1 } });
  });

  test('counts what an earlier process left in the background, and what of it is damaged', async () => {
    const directory = await tempDir();
    const before = await setUp({ directory });
    for (const number of [1, 2]) await before.spool.put(keptPush(number));
    await writeFile(join(directory, '0000000000000007.spool'), 'damaged');
    await mkdir(join(directory, '0000000000000008.spool'));
    const { spool, drops, diskErrors } = await setUp({ directory });
    await expect.poll(() => drops['damaged']).toBe(2);
    expect([spool.pushes(), diskErrors]).toEqual([2, ['EISDIR']]);
  });
});

/** Files that cannot be opened for want of room, until told otherwise. */
function failing() {
  const disk = { fails: true };
  const noSpace = () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }));
  const files: SpoolFiles = { ...spoolFiles, open: (...args) => (disk.fails ? noSpace() : spoolFiles.open(...args)) };
  return { disk, files };
}

/** Files whose opening hangs from `blocked()` on until what it returned is called. */
function blockable() {
  let gate: Promise<void> = Promise.resolve();
  const files: SpoolFiles = {
    ...spoolFiles,
    async open(...args) {
      await gate;
      return spoolFiles.open(...args);
    },
  };
  const blocked = (): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return resolve;
  };
  return { files, blocked };
}
