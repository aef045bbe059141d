import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseLdd, pinnedNodeVersion } from '../../docker/local-node-base.ts';

const unavailable = expect.objectContaining({ code: 'ERR_UNAVAILABLE' });

describe('parseLdd', () => {
  test('names every file, the loader too, and not what the kernel provides', () => {
    const text = [
      '\tlinux-vdso.so.1 (0x00007f6eabfe1000)',
      '\tlibdl.so.2 => /lib/x86_64-linux-gnu/libdl.so.2 (0x00007f6eabfcb000)',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f6eaba1e000)',
      '\t/lib64/ld-linux-x86-64.so.2 (0x00007f6eabfe3000)',
    ].join('\n');
    expect(parseLdd(text)).toEqual([
      '/lib/x86_64-linux-gnu/libdl.so.2',
      '/lib/x86_64-linux-gnu/libc.so.6',
      '/lib64/ld-linux-x86-64.so.2',
    ]);
  });

  test('refuses a machine that lacks a library', () => {
    expect(() => parseLdd('\tlibatomic.so.1 => not found\n\tlibc.so.6 => /lib/libc.so.6 (0x1)\n')).toThrow(unavailable);
  });

  test.each(['', '\tstatically linked\n', '\t/lib/ld-musl-x86_64.so.1 (0x7f)\n'])('refuses %j', (text) => {
    expect(() => parseLdd(text)).toThrow(unavailable);
  });
});

test('the node of the images is pinned exactly', async () => {
  expect(await pinnedNodeVersion(join(import.meta.dirname, '..', '..', '..'))).toMatch(/^24\.\d+\.\d+$/);
});
