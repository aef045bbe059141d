import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Empties the page cache, as after a reboot; false where that is not allowed (root only). Pages that a running process has mapped
 * stay: measure with a copy of the node binary, or the one that runs this makes every start look warm.
 */
export async function dropCaches(): Promise<boolean> {
  try {
    await promisify(execFile)('sync');
    await writeFile('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}
