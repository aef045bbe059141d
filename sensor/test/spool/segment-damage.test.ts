import { mkdir, open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { type SpoolFiles, spoolFiles } from '../../src/spool/spool-files.ts';
import { keptPush } from './kept-push.ts';
import { appendAll, drain, openFolder, range, segmentNames } from './opened-folder.ts';

describe('createSegmentFolder, on a disk that has suffered', () => {
  test('counts a torn last record, as a kill leaves it, and delivers the rest', async () => {
    const before = await openFolder();
    await appendAll(before.segments, range(0, 5));
    const file = join(before.directory, '0000000000000001.spool');
    await truncate(file, (await stat(file)).size - 10);
    const { segments, drops } = await openFolder({ directory: before.directory });
    while (await segments.count());
    expect(drops).toEqual({ damaged: 1 });
    expect(await drain(segments)).toEqual(range(0, 4));
    expect(drops).toEqual({ damaged: 1 }); // counted once
  });

  test('counts what was damaged after it was counted', async () => {
    const { directory, segments, drops } = await openFolder();
    await appendAll(segments, range(0, 5));
    const file = join(directory, '0000000000000001.spool');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(70) ^ 1, 70);
    await writeFile(file, bytes);
    expect(await drain(segments)).toEqual(range(1, 5));
    expect(drops).toEqual({ damaged: 1 });
  });

  test('removes a file of its own name that holds nothing of its own, and counts it', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, '0000000000000004.spool'), 'somebody else wrote this');
    await writeFile(join(directory, '0000000000000005.spool'), '');
    const { segments, drops } = await openFolder({ directory });
    while (await segments.count());
    expect([drops, await readdir(directory)]).toEqual([{ damaged: 1 }, []]);
    await segments.append(keptPush(1));
    expect(await segmentNames(directory)).toEqual(['0000000000000006.spool']);
  });

  test('does not take a file into memory that is larger than it could have written', async () => {
    const directory = await tempDir();
    const file = await open(join(directory, '0000000000000001.spool'), 'w');
    await file.truncate(3_000_000_000); // sparse: no such room is taken
    await file.close();
    const { segments, drops } = await openFolder({ directory });
    expect(await drain(segments)).toEqual([]);
    expect(drops).toEqual({ damaged: 1 });
  });

  test('leaves files of other names alone', async () => {
    const directory = await tempDir();
    await writeFile(join(directory, 'notes.txt'), 'mine');
    await writeFile(join(directory, '1.spool'), 'mine too');
    const { segments } = await openFolder({ directory });
    await segments.append(keptPush(1));
    expect(await drain(segments)).toEqual([1]);
    expect((await readdir(directory)).sort()).toEqual(['1.spool', 'notes.txt']);
  });

  test('sets aside what it cannot read, and goes on with what stands behind it', async () => {
    const directory = await tempDir();
    await mkdir(join(directory, '0000000000000001.spool')); // no file at all
    const { segments, drops } = await openFolder({ directory });
    await segments.append(keptPush(1));
    await expect(segments.oldest()).rejects.toMatchObject({ code: 'EISDIR' });
    expect(await drain(segments)).toEqual([1]);
    expect(drops).toEqual({ damaged: 1 });
  });

  test('undoes a record that the disk had no room for, and goes on when there is room again', async () => {
    const disk = { room: 1500 };
    const { directory, segments, drops } = await openFolder({ files: fillingUp(disk) });
    const outcomes = await Promise.allSettled(
      range(0, 30)
        .map((number) => () => segments.append(keptPush(number)))
        .map(inTurn()),
    );
    const kept = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(kept).toBeGreaterThan(3);
    expect(kept).toBeLessThan(30);
    disk.room = Number.POSITIVE_INFINITY;
    await segments.append(keptPush(99));
    expect(segments.pushes()).toBe(kept + 1);
    const sizes = await Promise.all((await segmentNames(directory)).map((name) => stat(join(directory, name))));
    expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBe(segments.sizeBytes());
    expect(await drain(segments)).toEqual([...range(0, kept), 99]);
    expect(drops).toEqual({});
  });
});

/** Runs each piece of work after the one before it. */
function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

/** A file system with so much room: what does not fit is cut off, and the write then fails, as on a real one. */
function fillingUp(disk: { room: number }): SpoolFiles {
  return {
    ...spoolFiles,
    async open(path, flags, mode) {
      const handle = await open(path, flags, mode);
      const appendFile = handle.appendFile.bind(handle);
      handle.appendFile = async (data) => {
        const bytes = data as Buffer;
        const fitting = bytes.subarray(0, Math.max(0, Math.min(disk.room, bytes.length)));
        await appendFile(fitting);
        disk.room -= fitting.length;
        if (fitting.length < bytes.length)
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      const cut = handle.truncate.bind(handle);
      handle.truncate = async (length) => {
        disk.room += (await handle.stat()).size - (length ?? 0);
        await cut(length);
      };
      return handle;
    },
  };
}
