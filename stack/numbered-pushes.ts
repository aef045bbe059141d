import { setTimeout as sleep } from 'node:timers/promises';

/** One point each, its value is its number: what is missing afterwards can be told. */
export interface NumberedPushes {
  /** The number of the newest push that was answered with 200; all before it were, too. @throws where one was not. */
  acknowledged(): number;
  stop(): Promise<void>;
}

/** As stored. */
export const numberedMetric = 'numbered_push';

/** Pushes 1, 2, 3 ... by the clock, one after the other, to a collector's OTLP/HTTP receiver. */
export function startNumberedPushes(otlpUrl: string, intervalMillis: number): NumberedPushes {
  const stopping = new AbortController();
  let acknowledged = 0;
  let failure: unknown;
  const loop = async (): Promise<void> => {
    const startedAt = performance.now();
    for (let number = 1; !stopping.signal.aborted; number += 1) {
      const status = await pushNumber(otlpUrl, number);
      if (status !== 200) throw new Error(`push ${number} was answered ${status}`);
      acknowledged = number;
      const due = startedAt + number * intervalMillis;
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const done = loop().catch((error: unknown) => {
    failure = error;
  });
  return {
    acknowledged() {
      if (failure !== undefined) throw failure;
      return acknowledged;
    },
    async stop() {
      stopping.abort();
      await done;
    },
  };
}

export interface PushContent {
  readonly name?: string;
  /** Makes the push as large as this, for queues that are to fill. */
  readonly paddingBytes?: number;
}

const answerMillis = 10_000;

/** The status of the answer. */
export async function pushNumber(
  otlpUrl: string,
  number: number,
  { name = numberedMetric, paddingBytes = 0 }: PushContent = {},
): Promise<number> {
  const point = { timeUnixNano: `${Date.now()}000000`, asDouble: number };
  // A description goes through the queue and is not stored.
  const metrics = [
    { name: name.replaceAll('_', '.'), description: '-'.repeat(paddingBytes), gauge: { dataPoints: [point] } },
  ];
  const response = await fetch(`${otlpUrl}/v1/metrics`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] }),
    signal: AbortSignal.timeout(answerMillis),
  });
  await response.arrayBuffer();
  // The store removes all but one of the points of a millisecond (-dedup.minScrapeInterval): no two pushes share one.
  await sleep(1);
  return response.status;
}
