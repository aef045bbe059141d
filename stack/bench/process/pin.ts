import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { StackError } from '../../stack-error.ts';

/** Where the measured process runs alone, and where everything that measures it does. */
export const cores = { measured: 0, measuring: 1 } as const;

/** Moves this process, all its threads, off the measured core. */
export async function pinMyself(): Promise<void> {
  if (availableParallelism() < 2) {
    throw new StackError('ERR_UNAVAILABLE', 'two cores are needed: one for the server, one for the load');
  }
  try {
    await promisify(execFile)('taskset', [
      '--all-tasks',
      '--cpu-list',
      '--pid',
      `${cores.measuring}`,
      `${process.pid}`,
    ]);
  } catch (error) {
    throw new StackError('ERR_UNAVAILABLE', 'taskset (package util-linux) could not pin this process to a core', {
      cause: error,
    });
  }
}

/** Prefix of a command that shall run on the measured core. */
export const onMeasuredCore = ['taskset', '--cpu-list', `${cores.measured}`] as const;
