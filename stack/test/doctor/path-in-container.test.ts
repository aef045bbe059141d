import { describe, expect, test } from 'vitest';
import { pathInContainer } from '../../doctor/path-in-container.ts';
import { archiveOf } from './archive.ts';

const engineWith = (archive: Buffer) => ({
  first: async (_path: string, byteCount: number) => archive.subarray(0, byteCount),
});

describe('pathInContainer', () => {
  test.each([
    { isFolder: true, ownerId: 10_001, mode: 0o700 },
    { isFolder: false, ownerId: 0, mode: 0o604 },
  ])('reads owner and mode: %j', async (file) => {
    expect(await pathInContainer(engineWith(await archiveOf(file)), 'id', '/data')).toEqual(file);
  });

  test('skips extended headers', async () => {
    const file = { isFolder: false, ownerId: 10_001, mode: 0o600 };
    expect(await pathInContainer(engineWith(await archiveOf(file, 'posix')), 'id', '/token')).toEqual(file);
  });

  test('refuses what is no archive', async () => {
    const engine = engineWith(Buffer.from('{"message":"no such container"}'));
    await expect(pathInContainer(engine, 'id', '/data')).rejects.toThrow('/data');
  });
});
