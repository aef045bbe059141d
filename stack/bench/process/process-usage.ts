import { readFile } from 'node:fs/promises';

export interface ProcessUsage {
  /** Time on a processor so far, user and kernel, all threads. */
  readonly cpuSeconds: number;
  /** Pages that had to be read from the disk. */
  readonly majorFaults: number;
  readonly anonymousBytes: number;
  readonly fileBytes: number;
}

/** USER_HZ: the unit of times in /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** @throws where the process is gone, or there is no /proc. */
export async function readProcessUsage(pid: number): Promise<ProcessUsage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  return parseProcessUsage(stat, status);
}

export function parseProcessUsage(stat: string, status: string): ProcessUsage {
  // The second field is the program's name in parentheses and may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => numeric(fields[number - 3], `field ${number} of /proc/PID/stat`);
  const bytes = (name: string): number =>
    numeric(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1], `${name} of /proc/PID/status`) * 1024;
  return {
    cpuSeconds: (field(14) + field(15)) / ticksPerSecond,
    majorFaults: field(12),
    anonymousBytes: bytes('RssAnon'),
    fileBytes: bytes('RssFile'),
  };
}

function numeric(text: string | undefined, what: string): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Error(`${what} is not a number: ${text ?? 'absent'}`);
  return Number(text);
}
