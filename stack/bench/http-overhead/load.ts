import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';

/** What is used of autocannon, which comes without types. */
interface AutocannonResult {
  readonly requests: { readonly total: number };
  /** Seconds. */
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}
interface AutocannonOptions {
  readonly url: string;
  readonly connections: number;
  readonly duration: number;
}
/** With a callback it returns what tells of each answer; without one a promise alone. */
export type Autocannon = (
  options: AutocannonOptions,
  done: (error: Error | null, result: AutocannonResult) => void,
) => EventEmitter;

const realAutocannon = createRequire(import.meta.url)('autocannon') as Autocannon;

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  /** Of each answer. */
  readonly millis: readonly number[];
}

/**
 * As many requests as are answered. Their times are collected here: autocannon's own histogram has whole milliseconds, and an answer takes less than one.
 * @throws where anything but 200s came back: such a run compares nothing.
 */
export async function load(
  url: string,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
  autocannon: Autocannon = realAutocannon,
): Promise<Load> {
  const millis: number[] = [];
  const { requests, duration, errors, timeouts, non2xx } = await new Promise<AutocannonResult>((resolve, reject) => {
    const shots = autocannon({ url, connections, duration: seconds }, (error, result) =>
      error === null ? resolve(result) : reject(error),
    );
    shots.on('response', (_client: unknown, _status: number, _bytes: number, responseMillis: number) => {
      millis.push(responseMillis);
    });
  });
  if (errors + timeouts + non2xx > 0 || millis.length === 0) {
    throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, ${non2xx} answers other than 2xx`);
  }
  return { requests: requests.total, seconds: duration, millis };
}
