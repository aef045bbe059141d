import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 10;

/** Resolves with the first 200 of /readyz. @throws where none comes in time. */
export async function waitReady(url: string, timeoutMillis: number): Promise<void> {
  const signal = AbortSignal.timeout(Math.ceil(timeoutMillis));
  for (;;) {
    const response = await fetch(`${url}/readyz`, { signal });
    await response.arrayBuffer();
    if (response.status === 200) return;
    await sleep(pollMillis, undefined, { signal });
  }
}
