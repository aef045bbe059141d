import { readFile } from 'node:fs/promises';

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
