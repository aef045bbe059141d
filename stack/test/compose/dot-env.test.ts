import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDotEnv } from '../../compose/dot-env.ts';
import { tempDir } from '../temp-dir.ts';

describe('readDotEnv', () => {
  test('is empty where there is none, and throws where it cannot be read', async () => {
    const folder = await tempDir();
    expect(await readDotEnv(folder)).toEqual({});
    await mkdir(join(folder, '.env'));
    await expect(readDotEnv(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
