import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { acquireLock, type Lock } from '../pid-lock.ts';
import { isExecutable } from './is-executable.ts';

export interface PublishOptions {
  readonly signal: AbortSignal;
  /** Called once when another process is found making the same file. */
  onWait(processId: number): void;
}

const waitMillis = 500;

/**
 * Makes `entry` with `make`, which writes it inside a folder beside it; a rename then shows it whole or not at all.
 * Of two runs at once one makes it and the other waits; returns false where the other one made it.
 */
export async function publish(
  entry: string,
  make: (folder: string, outFile: string) => Promise<void>,
  options: PublishOptions,
): Promise<boolean> {
  await mkdir(dirname(entry), { recursive: true, mode: 0o700 });
  const lock = await waitForLock(entry, options);
  if (lock === undefined) return false;
  try {
    // Made by another run between the look into the cache and the lock.
    if (await isExecutable(entry)) return false;
    await removeLeftovers(entry);
    const folder = await mkdtemp(`${entry}.tmp-`);
    try {
      const outFile = join(folder, `${basename(entry)}.out`);
      await make(folder, outFile);
      await chmod(outFile, 0o755);
      await rename(outFile, entry);
      return true;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await lock.release();
  }
}

/** Undefined: whoever held the lock has made the entry. */
async function waitForLock(entry: string, options: PublishOptions): Promise<Lock | undefined> {
  let isTold = false;
  for (;;) {
    options.signal.throwIfAborted();
    const result = await acquireLock(`${entry}.lock`);
    if ('lock' in result) return result.lock;
    if (!isTold) options.onWait(result.heldBy);
    isTold = true;
    await sleep(waitMillis, undefined, { signal: options.signal });
    if (await isExecutable(entry)) return undefined;
  }
}

/** Under the lock nobody else is building this entry: such folders are what a killed run left. */
async function removeLeftovers(entry: string): Promise<void> {
  const prefix = `${basename(entry)}.tmp-`;
  for (const name of await readdir(dirname(entry))) {
    if (name.startsWith(prefix)) await rm(join(dirname(entry), name), { recursive: true, force: true });
  }
}
