import { setTimeout as sleep } from 'node:timers/promises';

const pauseMillis = 200;

/** Asks again until `check` is content; fails with what was seen last. Bounded: waiting for ever says nothing. */
export async function eventually<T>(
  ask: () => Promise<T>,
  check: (seen: T) => boolean,
  boundMillis = 30_000,
): Promise<T> {
  const deadline = performance.now() + boundMillis;
  for (;;) {
    const seen = await ask();
    if (check(seen)) return seen;
    if (performance.now() > deadline)
      throw new Error(`not within ${boundMillis} ms; seen last: ${JSON.stringify(seen)}`);
    await sleep(pauseMillis);
  }
}
