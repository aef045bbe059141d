import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { openSequence } from '../../src/spool/sequence.ts';
import { createFakeLog } from '../fakes.ts';

const open = async (directory: string | undefined) => {
  const log = createFakeLog();
  return { sequence: await openSequence(directory, { log }), log };
};
const take = (sequence: { next(): number }, count: number) => Array.from({ length: count }, () => sequence.next());

describe('openSequence', () => {
  test('begins at 1 with each process that has no directory', async () => {
    for (const _ of [1, 2]) {
      const { sequence } = await open(undefined);
      expect(take(sequence, 3)).toEqual([1, 2, 3]);
      await sequence.close();
    }
  });

  test('goes on without a gap after a stop, as often as it likes', async () => {
    const directory = join(await tempDir(), 'spool');
    const first = await open(directory);
    expect(take(first.sequence, 3)).toEqual([1, 2, 3]);
    await first.sequence.close();
    const second = await open(directory);
    await second.sequence.close(); // stopped before its first push
    expect(take((await open(directory)).sequence, 2)).toEqual([4, 5]);
  });

  test('goes on at the next million after a kill, and never uses a number twice', async () => {
    const directory = await tempDir();
    take((await open(directory)).sequence, 3);
    const killed = await open(directory);
    expect(take(killed.sequence, 2)).toEqual([1_000_001, 1_000_002]);
    await killed.sequence.close();
    const stopped = await open(directory);
    expect(take(stopped.sequence, 2)).toEqual([1_000_003, 1_000_004]);
    expect(take((await open(directory)).sequence, 1)).toEqual([2_000_001]);
  });

  test('notes when a process passes a million, so that a kill after it repeats nothing', async () => {
    const directory = await tempDir();
    const { sequence } = await open(directory);
    take(sequence, 1_000_001);
    await expect.poll(() => readFile(join(directory, 'sequence'), 'utf8')).toMatch(/^1000001 running/);
    expect((await open(directory)).sequence.next()).toBe(2_000_001);
  });

  test('writes at the start and at the stop, and not with each number', async () => {
    const directory = await tempDir();
    const { sequence } = await open(directory);
    const file = join(directory, 'sequence');
    const { mtimeNs } = await stat(file, { bigint: true });
    take(sequence, 1000);
    expect((await stat(file, { bigint: true })).mtimeNs).toBe(mtimeNs);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await sequence.close();
    expect(await readFile(file, 'utf8')).toMatch(/^1001 stopped [0-9a-f]{8}\n$/);
  });

  test.each(['', '12 running', '12 running 00000000\n', '0 stopped 5e9f3a2c\n', 'x'.repeat(10_000)])(
    'begins at 1 again when the note is damaged (%#), and says so',
    async (text) => {
      const directory = await tempDir();
      await writeFile(join(directory, 'sequence'), text);
      const { sequence, log } = await open(directory);
      expect(sequence.next()).toBe(1);
      expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    },
  );

  test('notes in the file that is there where there is no room for another one, so that a kill repeats nothing', async () => {
    const directory = await tempDir();
    const stopped = await open(directory);
    take(stopped.sequence, 1_234);
    await stopped.sequence.close();
    await mkdir(join(directory, 'sequence.new')); // as good as a full disk: it cannot be written
    expect(take((await open(directory)).sequence, 2)).toEqual([1_235, 1_236]);
    const { sequence } = await open(directory);
    expect(take(sequence, 2)).toEqual([1_000_001, 1_000_002]);
    await sequence.close();
    const { sequence: last, log } = await open(directory);
    expect(last.next()).toBe(1_000_003);
    expect(log.lines).toEqual([]);
  });

  test('notes with a later push what it could not at its start, and says so once', async () => {
    const directory = join(await tempDir(), 'spool');
    await writeFile(directory, ''); // a file where the folder should be
    const { sequence, log } = await open(directory);
    take(sequence, 2);
    await rm(directory);
    await expect
      .poll(async () => {
        sequence.next();
        return readFile(join(directory, 'sequence'), 'utf8').catch(() => '');
      })
      .toMatch(/^\d+ running [0-9a-f]{8}\n/);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'the number of the last push is unknown, numbers begin at 1 again',
      'the number of the next push could not be noted',
    ]);
    expect((await open(directory)).sequence.next()).toBe(1_000_001);
  });

  test('counts from 1 where it can write nothing, and says so', async () => {
    const file = join(await tempDir(), 'file');
    await writeFile(file, '');
    const { sequence, log } = await open(join(file, 'spool'));
    expect(sequence.next()).toBe(1);
    expect(log.lines.length).toBeGreaterThan(0);
    await sequence.close();
  });
});
