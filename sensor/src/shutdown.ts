import type { Log } from './log.ts';

/** One step of a stop: its name for the log, and the work, which bounds itself. */
export type ShutdownStep = readonly [name: string, work: () => Promise<void>];

export interface ShutdownOptions {
  /** The whole stop ends by then, done or not. */
  readonly deadlineMillis: number;
}

export interface ShutdownDeps {
  readonly log: Log;
  readonly exit: (code: number) => void;
}

/**
 * Stops everything in the given order, once. A step that fails is logged and does not keep the later ones from running:
 * the last push matters most and comes last. A second call exits at once.
 */
export function createShutdown(
  steps: readonly ShutdownStep[],
  { deadlineMillis }: ShutdownOptions,
  { log, exit }: ShutdownDeps,
) {
  let stopping = false;
  return async (reason: string): Promise<void> => {
    if (stopping) {
      log.warn('stopping at once', { reason });
      exit(1);
      return;
    }
    stopping = true;
    log.info('stopping', { reason });
    const deadline = setTimeout(() => {
      log.warn('stop took too long', { deadlineMillis });
      exit(0); // what was asked for is done as far as it could be; exit 1 would make a supervisor start the service again
    }, deadlineMillis);
    for (const [name, work] of steps) {
      try {
        await work();
      } catch (error) {
        log.error('stop failed', { step: name, error });
      }
    }
    clearTimeout(deadline);
    log.info('stopped');
    exit(0);
  };
}
