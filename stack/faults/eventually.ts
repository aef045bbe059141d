import { setTimeout as sleep } from 'node:timers/promises';

const pauseMillis = 200;

/**
 * Asks again until `check` is content; fails with what was seen last. Bounded: waiting for ever says nothing. An answer that does not come, or not
 * in time, is no answer yet: on a busy machine one slow request must not end what would have been fine a second later.
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  check: (seen: T) => boolean,
  boundMillis = 30_000,
): Promise<T> {
  const deadline = performance.now() + boundMillis;
  for (;;) {
    const answer = await settled(ask);
    if ('seen' in answer && check(answer.seen)) return answer.seen;
    if (performance.now() > deadline) {
      if ('error' in answer) throw new Error(`no answer within ${boundMillis} ms`, { cause: answer.error });
      throw new Error(`not within ${boundMillis} ms; seen last: ${JSON.stringify(answer.seen)}`);
    }
    await sleep(pauseMillis);
  }
}

/** The first answer, of whatever content. */
export function answered<T>(ask: () => Promise<T>): Promise<T> {
  return eventually(ask, () => true);
}

function settled<T>(ask: () => Promise<T>): Promise<{ readonly seen: T } | { readonly error: unknown }> {
  return ask().then(
    (seen) => ({ seen }),
    (error: unknown) => ({ error }),
  );
}
