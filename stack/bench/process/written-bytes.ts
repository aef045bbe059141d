import { readFile } from 'node:fs/promises';
import { repeat } from './repeat.ts';

export interface WrittenCount {
  /** So far; of a process that has ended, what was seen last. */
  now(): Promise<number>;
  /** Looks until then, because whoever ends writes first what it still has in memory, and the kernel's count goes with the process. */
  until(end: Promise<unknown>): Promise<number>;
}

/** What is written later than this before the end is not seen. */
const watchMillis = 5;

export function countWrittenBytes(
  pid: number,
  read: (pid: number) => Promise<number> = readWrittenBytes,
): WrittenCount {
  let seen = 0;
  const now = async (): Promise<number> => {
    seen = await read(pid).catch(() => seen);
    return seen;
  };
  return {
    now,
    async until(end) {
      const looking = repeat(watchMillis, async () => void (await now()));
      await end;
      await looking.stop();
      return seen;
    },
  };
}

/**
 * Bytes that a process has sent towards a disk so far: counted when a page becomes dirty, less what was thrown away before it was written.
 * @throws where the process is gone, or belongs to somebody else.
 */
export async function readWrittenBytes(pid: number): Promise<number> {
  return parseWrittenBytes(await readFile(`/proc/${pid}/io`, 'utf8'));
}

export function parseWrittenBytes(io: string): number {
  const field = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(io)?.[1]);
  const bytes = field('write_bytes') - field('cancelled_write_bytes');
  if (Number.isNaN(bytes)) throw new Error('/proc/PID/io has no write_bytes');
  return bytes;
}
