import { stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type ReadAhead, withReadAhead } from '../../../bench/process/with-read-ahead.ts';
import { deviceNumbers, diskReadAhead } from '../../../cgroup/read-ahead.ts';
import { cgroupTree } from '../../cgroup/cgroup-tree.ts';
import { tempDir } from '../../temp-dir.ts';

/** A disk that reads 8 MiB ahead. */
async function disk() {
  const folder = await tempDir();
  const { major, minor } = deviceNumbers((await stat(folder)).dev);
  const sysRoot = await cgroupTree({ [`dev/block/${major}:${minor}/queue/read_ahead_kb`]: '8192\n' });
  const kilobytes = async () => (await diskReadAhead(folder, sysRoot))?.kilobytes;
  return { place: { folder, kilobytes: 128, sysRoot }, kilobytes };
}

test('the disk reads as far ahead as is wanted meanwhile, and as before afterwards', async () => {
  const { place, kilobytes } = await disk();
  const during = await withReadAhead(place, async (readAhead) => ({ readAhead, kilobytes: await kilobytes() }));
  expect(during).toEqual({ readAhead: { machineKilobytes: 8192, kilobytes: 128 }, kilobytes: 128 });
  expect(await kilobytes()).toBe(8192);
});

test('as before after a failure as well, and nothing is left for the end of the process', async () => {
  const { place, kilobytes } = await disk();
  const listeners = process.listenerCount('exit');
  await expect(withReadAhead(place, () => Promise.reject(new Error('no cgroup')))).rejects.toThrow('no cgroup');
  expect(await kilobytes()).toBe(8192);
  expect(process.listenerCount('exit')).toBe(listeners);
});

test('where nobody can say, the work is done all the same and told so', async () => {
  const place = { folder: await tempDir(), kilobytes: 128, sysRoot: await tempDir() };
  const told = await withReadAhead(place, async (readAhead): Promise<ReadAhead> => readAhead);
  expect(told).toEqual({ machineKilobytes: null, kilobytes: null });
});
