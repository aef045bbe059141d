import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseElf, readElf } from '../../docker/elf.ts';

/** A header, and as many program headers as there are types. */
function elf({ bits = 64, machine = 0x3e, segments = [1] }: { bits?: 32 | 64; machine?: number; segments?: number[] }) {
  const is64 = bits === 64;
  const headerSize = is64 ? 64 : 52;
  const entrySize = is64 ? 56 : 32;
  const head = Buffer.alloc(Math.max(64, headerSize + segments.length * entrySize));
  head.writeUInt32BE(0x7f454c46, 0);
  head.set([is64 ? 2 : 1, 1], 4);
  head.writeUInt16LE(machine, 18);
  if (is64) head.writeBigUInt64LE(BigInt(headerSize), 32);
  else head.writeUInt32LE(headerSize, 28);
  head.writeUInt16LE(entrySize, is64 ? 54 : 42);
  head.writeUInt16LE(segments.length, is64 ? 56 : 44);
  for (const [index, type] of segments.entries()) head.writeUInt32LE(type, headerSize + index * entrySize);
  return head;
}

describe('parseElf', () => {
  test.each([
    [0x3e, 'x64'],
    [0xb7, 'arm64'],
    [0xf3, 'machine 243'],
  ])('names machine %i', (machine, arch) => {
    expect(parseElf(elf({ machine }))?.arch).toBe(arch);
  });

  test.each([32, 64] as const)('sees a loader in %i bits', (bits) => {
    expect(parseElf(elf({ bits, segments: [6, 1, 1] }))?.isStatic).toBe(true);
    expect(parseElf(elf({ bits, segments: [6, 3, 1] }))?.isStatic).toBe(false);
  });

  test.each([Buffer.from('#!/bin/sh\n'), Buffer.alloc(0), Buffer.alloc(64), elf({}).subarray(0, 63)])(
    'takes nothing else for one',
    (bytes) => {
      expect(parseElf(bytes)).toBeUndefined();
    },
  );
});

describe('readElf', () => {
  test.runIf(process.platform === 'linux')('reads the node that runs this: dynamic, of this processor', async () => {
    expect(await readElf(process.execPath)).toEqual({ arch: process.arch, isStatic: false });
  });

  test('reads a script as none', async () => {
    expect(await readElf(join(import.meta.dirname, 'elf.test.ts'))).toBeUndefined();
  });
});
