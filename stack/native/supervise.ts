import { errorText } from '../stack-error.ts';
import { type BackOffOptions, createBackOff, defaultBackOff } from './back-off.ts';
import type { ProcessExit, RunningProcess } from './start-process.ts';
import { type StopResult, stopProcess } from './stop-process.ts';

export type SupervisorEvent =
  | { readonly type: 'exit'; readonly exit: ProcessExit; readonly restartInMillis: number }
  | { readonly type: 'restart'; readonly pid: number };

export interface SupervisorOptions {
  start(): Promise<RunningProcess>;
  onEvent(event: SupervisorEvent): void;
  readonly backOff?: BackOffOptions;
}

export interface SupervisorDeps {
  now(): number;
  /** Calls back once, unless the returned function is called before. */
  after(millis: number, callback: () => void): () => void;
}

export interface Supervisor {
  /** Undefined between an end and the next start. */
  current(): RunningProcess | undefined;
  stop(boundMillis: number): Promise<StopResult>;
  kill(): void;
}

export const systemSupervisorDeps: SupervisorDeps = {
  now: () => performance.now(),
  after(millis, callback) {
    const timer = setTimeout(callback, millis);
    return () => clearTimeout(timer);
  },
};

/** Starts the process again each time it ends, until it is stopped from here. */
export function supervise(
  first: RunningProcess,
  options: SupervisorOptions,
  deps: SupervisorDeps = systemSupervisorDeps,
): Supervisor {
  const backOff = createBackOff(options.backOff ?? defaultBackOff);
  let current: RunningProcess | undefined;
  let isStopping = false;
  let wasKilled = false;
  let lastExit: ProcessExit | undefined;
  let cancelRestart = (): void => {};
  let starting: Promise<void> = Promise.resolve();

  const watch = (running: RunningProcess): void => {
    current = running;
    const startedAt = deps.now();
    void running.exited.then((exit) => {
      current = undefined;
      lastExit = exit;
      if (!isStopping) scheduleRestart(exit, deps.now() - startedAt);
    });
  };
  const scheduleRestart = (exit: ProcessExit, livedMillis: number): void => {
    const restartInMillis = backOff.next(livedMillis);
    options.onEvent({ type: 'exit', exit, restartInMillis });
    cancelRestart = deps.after(restartInMillis, () => {
      starting = restart();
    });
  };
  const restart = async (): Promise<void> => {
    try {
      watch(await options.start());
      options.onEvent({ type: 'restart', pid: current?.pid ?? 0 });
    } catch (error) {
      // A full disk, no file handles: as if it had ended at once.
      scheduleRestart({ code: null, signal: null, lastLine: errorText(error) }, 0);
    }
  };
  watch(first);
  return {
    current: () => current,
    async stop(boundMillis) {
      isStopping = true;
      cancelRestart();
      // A start that is under way ends with a process that has to be stopped as well.
      await starting;
      if (current === undefined) return { exit: wasKilled ? lastExit : undefined, wasKilled };
      const result = await stopProcess(current, boundMillis);
      return { exit: result.exit, wasKilled: wasKilled || result.wasKilled };
    },
    kill() {
      isStopping = true;
      cancelRestart();
      wasKilled = true;
      current?.signal('SIGKILL');
    },
  };
}
