import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

export interface Lock {
  release(): Promise<void>;
}

export type LockResult = { readonly lock: Lock } | { readonly heldBy: number };

/**
 * A lock file that holds a process id. One left by a process that is gone is taken over: after a kill -9 or a power cut
 * nobody has to delete anything.
 */
export async function acquireLock(path: string, ownId = process.pid): Promise<LockResult> {
  const own = `${path}.${ownId}-${randomBytes(4).toString('hex')}`;
  await writeFile(own, `${ownId} ${await startTime(ownId)}\n`, { mode: 0o600 });
  try {
    // Two rounds: one to find a stale lock, one after it was moved out of the way.
    for (let round = 0; round < 2; round++) {
      if (await tryLink(own, path)) return { lock: { release: () => rm(path, { force: true }) } };
      const holder = await readHolder(path);
      if (holder !== undefined && (await isAlive(holder))) return { heldBy: holder.id };
      await moveAside(path, `${own}.stale`);
    }
    return { heldBy: (await readHolder(path))?.id ?? 0 };
  } finally {
    await rm(own, { force: true });
  }
}

/** link() is atomic and refuses to replace: the lock never exists without its content. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Between reading a stale lock and moving it, another process may have taken it over: then it is put back. */
async function moveAside(path: string, aside: string): Promise<void> {
  try {
    await rename(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && (await isAlive(moved))) await tryLink(aside, path);
  await rm(aside, { force: true });
}

interface Holder {
  readonly id: number;
  readonly startTime: string;
}

async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const match = /^(\d+) (\S*)/.exec(text);
  return match === null ? undefined : { id: Number(match[1]), startTime: match[2] ?? '' };
}

async function isAlive({ id, startTime: recorded }: Holder): Promise<boolean> {
  try {
    process.kill(id, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return (await startTime(id)) === recorded;
}

/** Process ids are used again, after a reboot sooner than one thinks: the start time tells two bearers apart (Linux). */
async function startTime(id: number): Promise<string> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The second field is the command in parentheses and may hold blanks; field 22 is the 20th after it.
  if (stat === '') return '-';
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
