import { open, readdir, readlink, realpath } from 'node:fs/promises';
import { abortable } from './abortable.ts';
import { parseDecimal } from './decimal.ts';
import { fileError } from './file-error.ts';
import { SourceError } from './sensor-source.ts';

/** The kernel gives an attribute one page of at least this size; what is longer is no attribute. */
const MAX_ATTRIBUTE_BYTES = 4096;

/** Reads sysfs. Everything rejects with a SourceError, with `timeout` when the signal aborts. */
export interface SysfsReader {
  /** An attribute's text without surrounding white space. */
  text(path: string, signal: AbortSignal): Promise<string>;
  /** An attribute that is a plain decimal number. */
  number(path: string, signal: AbortSignal): Promise<number>;
  /** The names in a directory, in no particular order. */
  list(directory: string, signal: AbortSignal): Promise<string[]>;
  /** The path without symbolic links. */
  realPath(path: string, signal: AbortSignal): Promise<string>;
  /** Where a symbolic link points to, as written in it. */
  linkTarget(path: string, signal: AbortSignal): Promise<string>;
}

/**
 * One per source. Asynchronous, because a driver may take tens of milliseconds to answer (about 25 ms for a DHT11).
 *
 * A read that is blocked in the kernel cannot be aborted: giving up on it frees the caller, while the thread stays blocked until the driver
 * returns. There are four such threads for the whole process, so a reader has one operation under way at most: after an abort the next one
 * first waits, within its own signal, for the blocked one to come back.
 */
export function createSysfsReader(): SysfsReader {
  let underWay: Promise<unknown> = Promise.resolve();

  async function run<T>(operation: (path: string) => Promise<T>, path: string, signal: AbortSignal): Promise<T> {
    await abortable(underWay, path, signal);
    const result = operation(path);
    underWay = result.catch(() => undefined);
    try {
      return await abortable(result, path, signal);
    } catch (error) {
      throw fileError(error, path);
    }
  }

  return {
    text: (path, signal) => run(readAttribute, path, signal),
    async number(path, signal) {
      const text = await run(readAttribute, path, signal);
      const value = parseDecimal(text);
      if (value === undefined) {
        throw new SourceError('malformed', `expected a number in ${path}, got ${JSON.stringify(text.slice(0, 40))}`);
      }
      return value;
    },
    list: (directory, signal) => run((path) => readdir(path), directory, signal),
    realPath: (path, signal) => run((link) => realpath(link), path, signal),
    linkTarget: (path, signal) => run((link) => readlink(link), path, signal),
  };
}

async function readAttribute(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAX_ATTRIBUTE_BYTES + 1), 0, MAX_ATTRIBUTE_BYTES + 1);
    if (bytesRead > MAX_ATTRIBUTE_BYTES) {
      throw new SourceError('malformed', `${path} is longer than ${MAX_ATTRIBUTE_BYTES} bytes`);
    }
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await handle.close();
  }
}
