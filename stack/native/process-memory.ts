import { readFile } from 'node:fs/promises';

export interface ProcessMemory {
  readonly residentBytes: number;
  /** What cannot be dropped and read again from a file: the part that a memory limit really feels. */
  readonly anonymousBytes: number;
}

/** From /proc: undefined where there is none (macOS) or the process is gone. */
export async function readProcessMemory(pid: number): Promise<ProcessMemory | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return parseProcessStatus(status);
}

export function parseProcessStatus(status: string): ProcessMemory | undefined {
  const bytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  const memory = { residentBytes: bytes('VmRSS'), anonymousBytes: bytes('RssAnon') };
  return Number.isNaN(memory.residentBytes + memory.anonymousBytes) ? undefined : memory;
}
