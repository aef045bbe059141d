import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultFolder, writeResult } from '../../bench/write-result.ts';
import { tempDir } from '../temp-dir.ts';

const conditions = {
  date: '2026-01-01T00:00:00.000Z',
  command: 'npm run bench -- a',
  commit: null,
  versions: {},
  kernel: 'Linux',
  cpu: { model: 'x', count: 2 },
  memoryMegabytes: 1,
  loadAverageBefore: 0,
};

test('a part that was measured alone does not take the place of the whole', async () => {
  const dir = await tempDir();
  const result = { tables: { runs: [{ a: 1 }] }, figures: {}, findings: [], settings: {} };
  await writeResult(resultFolder(dir, 'a', undefined), result, conditions);
  await writeResult(resultFolder(dir, 'a', 'part'), { ...result, tables: {} }, conditions);
  const files = ['conditions.json', 'findings.json'];
  expect((await readdir(join(dir, 'a'))).toSorted()).toEqual([...files, 'part', 'runs.csv']);
  expect((await readdir(join(dir, 'a/part'))).toSorted()).toEqual(files);
});
