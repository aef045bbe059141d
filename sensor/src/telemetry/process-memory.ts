import { readFileSync } from 'node:fs';

/**
 * Bytes of anonymous memory of this process (RssAnon of /proc/self/status); undefined where the kernel does not tell.
 * Synchronous on purpose: procfs answers from memory in some 20 µs, and a thread-pool thread would cost more.
 */
export function anonymousMemoryBytes(): number | undefined {
  return procfsNumber('/proc/self/status', /^RssAnon:\s+(\d+) kB$/m, 1024);
}

/** Bytes that this process caused to be read from and written to block devices; undefined where the kernel does not tell. */
export function diskIoBytes(direction: 'read' | 'write'): number | undefined {
  return procfsNumber('/proc/self/io', direction === 'read' ? /^read_bytes: (\d+)$/m : /^write_bytes: (\d+)$/m, 1);
}

function procfsNumber(path: string, pattern: RegExp, factor: number): number | undefined {
  try {
    const match = pattern.exec(readFileSync(path, 'utf8'))?.[1];
    return match === undefined ? undefined : Number(match) * factor;
  } catch {
    return undefined; // not Linux, or hidden by the container runtime: the series is then absent, which its description says
  }
}
