import { setTimeout as sleep } from 'node:timers/promises';
import { storedNames } from '../stored-names.ts';
import type { VictoriaMetricsClient } from '../victoriametrics-client.ts';

const pollMillis = 100;

/** True as soon as a push made since `sinceMillis` can be read from VictoriaMetrics; false when the signal ends the wait. */
export async function waitForFirstSample(
  client: VictoriaMetricsClient,
  sinceMillis: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (let poll = 1; !signal.aborted; poll++) {
    if (await hasSample(client, sinceMillis, poll)) return true;
    await sleep(pollMillis, undefined, { signal }).catch(() => {});
  }
  return false;
}

/**
 * Export reads what is stored, without latency offset. But "no such series" is remembered for ten seconds by the index
 * itself, export included: with a matcher of its own (no series has the label, so each matches) every poll looks anew.
 * Measured on an empty store: 10 s to the first sample without it, 4 s with it.
 */
async function hasSample(client: VictoriaMetricsClient, sinceMillis: number, poll: number): Promise<boolean> {
  try {
    const series = await client.export(`${storedNames.pushSequence}{poll!="${poll}"}`, { fromMillis: sinceMillis });
    return series.some(({ timestampsMillis }) => timestampsMillis.some((timestamp) => timestamp >= sinceMillis));
  } catch {
    return false;
  }
}
