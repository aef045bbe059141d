import { createRequire } from 'node:module';

/** What is used of autocannon, which comes without types. */
interface AutocannonResult {
  readonly requests: { readonly total: number };
  readonly latency: { readonly p50: number; readonly p99: number };
  /** Seconds. */
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}
type Autocannon = (options: { url: string; connections: number; duration: number }) => Promise<AutocannonResult>;

const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;

export interface Load {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
}

/** As many requests as are answered. @throws where anything but 200s came back: such a run compares nothing. */
export async function load(
  url: string,
  { seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<Load> {
  const { requests, latency, duration, errors, timeouts, non2xx } = await autocannon({
    url,
    connections,
    duration: seconds,
  });
  if (errors + timeouts + non2xx > 0) {
    throw new Error(`${url}: ${errors} errors, ${timeouts} timeouts, ${non2xx} answers other than 2xx`);
  }
  return { requests: requests.total, seconds: duration, p50Millis: latency.p50, p99Millis: latency.p99 };
}
