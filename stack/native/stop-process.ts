import type { ProcessExit, RunningProcess } from './start-process.ts';

export interface StopResult {
  /** Undefined: it was not running. */
  readonly exit: ProcessExit | undefined;
  /** It did not end within its bound. */
  readonly wasKilled: boolean;
}

/** SIGTERM, then SIGKILL when the bound is over. */
export async function stopProcess(running: RunningProcess, boundMillis: number): Promise<StopResult> {
  let wasKilled = false;
  const kill = setTimeout(() => {
    wasKilled = true;
    running.signal('SIGKILL');
  }, boundMillis);
  running.signal('SIGTERM');
  const exit = await running.exited;
  clearTimeout(kill);
  return { exit, wasKilled };
}
