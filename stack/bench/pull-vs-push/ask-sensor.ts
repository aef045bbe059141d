import { repeat } from '../process/repeat.ts';

export interface SensorAnswers {
  readonly millis: readonly number[];
  readonly failed: number;
}

export interface SensorClient {
  stop(): Promise<SensorAnswers>;
}

/** Somebody who looks at /sensor: the same for every system. */
export const askMillis = 5_000;
const timeoutMillis = 10_000;

/** One request after the other, at most one every 5 s; who waits longer than 10 s gives up. */
export function startSensorClient(url: string): SensorClient {
  const millis: number[] = [];
  let failed = 0;
  const asking = repeat(askMillis, async (stopping) => {
    const startedAt = performance.now();
    try {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMillis)]);
      const response = await fetch(`${url}/sensor`, { signal });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      millis.push(performance.now() - startedAt);
    } catch {
      if (!stopping.aborted) failed += 1;
    }
  });
  return {
    async stop() {
      await asking.stop();
      return { millis, failed };
    },
  };
}
