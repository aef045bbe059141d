import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generateDashboards } from '../../dashboards/generate-dashboards.ts';
import { differences, type GeneratedFolders, writeFiles } from '../../dashboards/generated-files.ts';
import { root } from '../contract/project.ts';
import { tempDir } from '../temp-dir.ts';

test('the committed dashboards are those of grafana/src and the compose files (npm run dashboards writes them)', async () => {
  const folders = await generateDashboards(root);
  expect(Object.values(folders).map((files) => files.length)).toEqual([4, 4]);
  expect(await differences(root, folders)).toEqual([]);
});

const folders: GeneratedFolders = {
  'a/b': [{ path: 'a/b/one.json', text: '{}\n' }],
  c: [{ path: 'c/two.json', text: '1\n' }],
};

describe('writeFiles', () => {
  test('makes the folders, writes what is to be there, and then nothing differs', async () => {
    const folder = await tempDir();
    await writeFiles(folder, folders);
    expect(await readFile(join(folder, 'a/b/one.json'), 'utf8')).toBe('{}\n');
    expect(await differences(folder, folders)).toEqual([]);
  });

  test('removes JSON that no dashboard stands for, and nothing else', async () => {
    const folder = await tempDir();
    await writeFiles(folder, folders);
    for (const name of ['old.json', '.gitkeep']) await writeFile(join(folder, 'c', name), '');
    await writeFiles(folder, folders);
    expect((await readdir(join(folder, 'c'))).sort()).toEqual(['.gitkeep', 'two.json']);
  });
});

describe('differences', () => {
  test('names what is new, what differs and what is superfluous', async () => {
    const folder = await tempDir();
    expect(await differences(folder, folders)).toEqual(['new: a/b/one.json', 'new: c/two.json']);
    await writeFiles(folder, folders);
    await writeFile(join(folder, 'a/b/one.json'), '{} \n');
    await writeFile(join(folder, 'c/old.json'), '');
    expect(await differences(folder, folders)).toEqual(['differs: a/b/one.json', 'superfluous: c/old.json']);
  });
});
