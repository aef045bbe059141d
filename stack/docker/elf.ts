import { open } from 'node:fs/promises';

export interface Elf {
  /** In Node's names (process.arch); `machine N` for others. */
  readonly arch: string;
  /** Needs no dynamic loader, so it runs in an image with nothing else in it. */
  readonly isStatic: boolean;
}

// e_machine of the ELF specification.
const machines: Readonly<Record<number, string>> = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };

// PT_INTERP: the path of the dynamic loader.
const interpreterSegment = 3;

/** Headers and program headers of a little-endian Linux binary; undefined for anything else (a script, a macOS binary). */
export async function readElf(path: string): Promise<Elf | undefined> {
  const file = await open(path);
  try {
    // Every linker puts the program headers right behind the header; 4 KiB hold 70 of them.
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return parseElf(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

export function parseElf(head: Buffer): Elf | undefined {
  const isElf = head.length >= 64 && head.readUInt32BE(0) === 0x7f454c46 && head[5] === 1;
  if (!isElf) return undefined;
  const is64 = head[4] === 2;
  const machine = head.readUInt16LE(18);
  const tableOffset = is64 ? Number(head.readBigUInt64LE(32)) : head.readUInt32LE(28);
  const entrySize = head.readUInt16LE(is64 ? 54 : 42);
  const entries = head.readUInt16LE(is64 ? 56 : 44);
  const types = Array.from({ length: entries }, (_, index) => tableOffset + index * entrySize)
    .filter((offset) => offset + 4 <= head.length)
    .map((offset) => head.readUInt32LE(offset));
  return { arch: machines[machine] ?? `machine ${machine}`, isStatic: !types.includes(interpreterSegment) };
}
