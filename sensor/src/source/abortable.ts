import { SourceError } from './sensor-source.ts';

/**
 * Settles as `work` does, or rejects with `timeout` as soon as the signal aborts.
 * The work itself goes on: nothing can call back a thread that waits in the kernel. Its late result is dropped.
 * @param what names the work in the message.
 */
export function abortable<T>(work: Promise<T>, what: string, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(new SourceError('timeout', `${what} did not answer in time`, { cause: signal.reason }));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
