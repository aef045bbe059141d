import { createHash } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { saveImage } from '../../docker/save-image.ts';
import { tempDir } from '../temp-dir.ts';

/** `docker save` that prints `archive of TAG`, and then ends with `code`. */
async function save(code: number) {
  const [bin, folder] = [await tempDir(), await tempDir()];
  await writeFile(join(bin, 'docker'), `#!/bin/sh\necho "archive of $2"\necho "no such image" >&2\nexit ${code}\n`);
  await chmod(join(bin, 'docker'), 0o755);
  const deps = { env: { PATH: bin }, signal: new AbortController().signal, tell: () => {} };
  return { folder, result: saveImage('a:1', folder, 'a.tar.gz', deps) };
}

test('saveImage packs what docker prints, with its length and checksum', async () => {
  const { folder, result } = await save(0);
  const { file, bytes, sha256 } = await result;
  const packed = await readFile(join(folder, file));
  expect(gunzipSync(packed).toString()).toBe('archive of a:1\n');
  expect([bytes, sha256]).toEqual([packed.length, createHash('sha256').update(packed).digest('hex')]);
});

test('saveImage leaves nothing when docker fails, and says why', async () => {
  const { folder, result } = await save(1);
  await expect(result).rejects.toThrow('no such image');
  expect(await readdir(folder)).toEqual([]);
});
