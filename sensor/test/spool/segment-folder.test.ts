import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { keptPush } from './kept-push.ts';
import { appendAll, drain, openFolder, range, segmentNames } from './opened-folder.ts';

describe('createSegmentFolder', () => {
  test('writes nothing before the first push, then gives out the oldest and leaves no file behind', async () => {
    const { directory, segments } = await openFolder();
    expect(await readdir(directory)).toEqual([]);
    await appendAll(segments, range(0, 5));
    expect([segments.pushes(), await segmentNames(directory)]).toEqual([5, ['0000000000000001.spool']]);
    expect(segments.sizeBytes()).toBe((await stat(join(directory, '0000000000000001.spool'))).size);
    expect(await drain(segments)).toEqual(range(0, 5));
    expect([segments.pushes(), segments.sizeBytes(), await readdir(directory)]).toEqual([0, 0, []]);
  });

  test('makes its folder for its owner alone, and its files', async () => {
    const { directory, segments } = await openFolder();
    await segments.append(keptPush(1));
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, '0000000000000001.spool'))).mode & 0o777).toBe(0o600);
  });

  test('leaves the mode of a folder that was there', async () => {
    const directory = await tempDir();
    await chmod(directory, 0o755);
    const { segments } = await openFolder({ directory });
    await segments.append(keptPush(1));
    expect((await stat(directory)).mode & 0o777).toBe(0o755);
  });

  test('finds after a restart what was left, in order, and writes behind it', async () => {
    const before = await openFolder({ limitBytes: 16_384 }); // segments of 2 KiB, a good dozen pushes
    await appendAll(before.segments, range(0, 30));
    expect((await segmentNames(before.directory)).length).toBeGreaterThan(1);

    const { segments, drops } = await openFolder({ directory: before.directory, limitBytes: 16_384 });
    expect(segments.pushes()).toBe(0); // nobody has counted yet
    while (await segments.count());
    expect(segments.pushes()).toBe(30);
    await segments.append(keptPush(30));
    expect(await drain(segments)).toEqual(range(0, 31));
    expect(drops).toEqual({});
  });

  test('goes on writing while it is drained', async () => {
    const { segments } = await openFolder();
    await appendAll(segments, [0, 1]);
    const oldest = await segments.oldest();
    await segments.append(keptPush(2));
    if (oldest !== undefined) await segments.remove(oldest);
    expect(await drain(segments)).toEqual([1, 2]);
  });

  test('drops whole files of the oldest pushes at its limit and counts them', async () => {
    const { segments, drops } = await openFolder({ limitBytes: 16_384 });
    await appendAll(segments, range(0, 300));
    expect(segments.sizeBytes()).toBeLessThanOrEqual(16_384);
    expect(segments.sizeBytes()).toBeGreaterThan(16_384 * 0.8);
    const left = segments.pushes();
    expect(drops).toEqual({ limit: 300 - left });
    expect(await drain(segments)).toEqual(range(300 - left, 300));
  });

  test('counts only what was not delivered when the limit takes the file that is being drained', async () => {
    const { segments, drops } = await openFolder({ limitBytes: 16_384 });
    await appendAll(segments, range(0, 80));
    const oldest = await segments.oldest();
    if (oldest === undefined) throw new Error('nothing waits');
    await segments.remove(oldest);
    await appendAll(segments, range(80, 300));
    await segments.remove(oldest); // its file is gone: nothing happens
    expect(1 + segments.pushes() + (drops['limit'] ?? 0)).toBe(300);
  });

  test('drops a push that is larger than the limit alone', async () => {
    const { segments, drops } = await openFolder({ limitBytes: 65_536 });
    await segments.append({ ...keptPush(0), body: Buffer.alloc(65_536) });
    expect([drops, segments.pushes()]).toEqual([{ limit: 1 }, 0]);
  });
});
