import { setTimeout as timerSleep } from 'node:timers/promises';

export interface Answers {
  /** Of those that were answered with 200, in the order in which they were asked. */
  readonly millis: readonly number[];
  readonly failed: number;
}

export interface Rate {
  readonly count: number;
  readonly perSecond: number;
}

/** Time that passes, and waiting in it. */
export interface Pace {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Rejects once the signal is aborted. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
}

export const realPace: Pace = {
  now: () => performance.now(),
  async sleep(millis, signal) {
    await timerSleep(millis, undefined, { ...(signal && { signal }) });
  },
};

const timeoutMillis = 10_000;

/** By the clock, not by the last answer: a slow answer must not make the load smaller. Rejects once the signal is aborted. */
export async function askAtRate(
  url: string,
  { count, perSecond }: Rate,
  { pace = realPace, signal }: { readonly pace?: Pace; readonly signal?: AbortSignal } = {},
): Promise<Answers> {
  const startedAt = pace.now();
  const asked: Promise<number | undefined>[] = [];
  for (let request = 0; request < count; request += 1) {
    await pace.sleep(Math.max(0, startedAt + (request * 1000) / perSecond - pace.now()), signal);
    asked.push(ask(url));
  }
  const answers = await Promise.all(asked);
  const millis = answers.filter((answer) => answer !== undefined);
  return { millis, failed: count - millis.length };
}

/** Milliseconds until the whole answer was there; undefined where it was not a 200 within 10 s. */
async function ask(url: string): Promise<number | undefined> {
  const startedAt = performance.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMillis) });
    await response.arrayBuffer();
    return response.ok ? performance.now() - startedAt : undefined;
  } catch {
    return undefined;
  }
}
