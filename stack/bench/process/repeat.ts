import { setTimeout as sleep } from 'node:timers/promises';

export interface Repetition {
  /** Lets the call under way end. Rejects with what a call failed with; called again it does the same. */
  stop(): Promise<void>;
}

/**
 * Calls again and again, one call after the other, each at the earliest so long after the one before began.
 * @param act its signal is aborted by `stop`.
 */
export function repeat(everyMillis: number, act: (stopping: AbortSignal) => Promise<void>): Repetition {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const next = performance.now() + everyMillis;
      await act(stopping.signal);
      await sleep(Math.max(0, next - performance.now()), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  running.catch(() => {}); // told by stop()
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
