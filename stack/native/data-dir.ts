import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { acquireLock, type Lock } from '../pid-lock.ts';
import { errorText, StackError } from '../stack-error.ts';

export interface DataDir {
  readonly path: string;
  readonly logs: string;
  readonly lock: Lock;
}

/** Creates the folder of this run's data for its owner alone, and makes sure that no other run uses it. */
export async function openDataDir(path: string): Promise<DataDir> {
  const absolute = resolve(path);
  const logs = join(absolute, 'logs');
  try {
    for (const folder of [absolute, join(absolute, 'victoriametrics'), join(absolute, 'collector', 'queue'), logs]) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    }
    const result = await acquireLock(join(absolute, 'runner.lock'));
    if ('lock' in result) return { path: absolute, logs, lock: result.lock };
    throw inUse(absolute, result.heldBy);
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError('ERR_UNAVAILABLE', `${absolute}: ${errorText(error)}; STACK_DATA_DIR names another folder`);
  }
}

function inUse(path: string, processId: number): StackError {
  return new StackError(
    'ERR_UNAVAILABLE',
    `${path} is in use by process ${processId}: stop that, or set STACK_DATA_DIR to another folder`,
  );
}
