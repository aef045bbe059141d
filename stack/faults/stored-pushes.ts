import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../sensor/src/metric-names.ts';
import { prometheusName } from '../../sensor/src/prometheus-name.ts';
import type { VictoriaMetricsClient } from '../victoriametrics-client.ts';
import { answered } from './eventually.ts';
import { countPushes, type PushCount } from './push-count.ts';

export const sequenceName = prometheusName(metrics.pushSequence);
let look = 0;

/**
 * Counts what the store has. Not zero where it does not answer: that would make a later count look like pushes that came, or a loss like none. The store is asked to
 * show its newest rows at once, which it does every two seconds otherwise.
 */
export function countStored(store: VictoriaMetricsClient, instance = 'test'): Promise<PushCount> {
  return answered(async () => {
    // A matcher of its own each time: "no such series" is remembered for ten seconds.
    look += 1;
    await store.flush();
    return countPushes(await store.export(`${sequenceName}{service_instance_id="${instance}",look!="${look}"}`));
  });
}

export interface Settling {
  readonly count: () => Promise<PushCount>;
  /** Pushes in the sensor's spool. */
  readonly spooled: () => Promise<number>;
  readonly before: PushCount;
  /** The number that must be there. */
  readonly sent: number;
  readonly boundMillis?: number | undefined;
}

export interface SettledCount extends PushCount {
  /** When everything was there, or when a gap was filled for the last time. */
  readonly settledAtMillis: number;
}

const settleBoundMillis = 60_000;
/** Longer than a batch (0.2 s), a look of the store at new rows (2 s) and a pause of the spool together. */
const quietMillis = 5_000;

/** Waits until everything is stored up to the newest push, or until nothing of the gaps is filled any more; then counts. */
export async function settle(settling: Settling): Promise<SettledCount> {
  const { count, spooled, before, sent, boundMillis = settleBoundMillis } = settling;
  const deadline = Date.now() + boundMillis;
  let lost = -1;
  let changedAtMillis = Date.now();
  for (;;) {
    const now = await count();
    const nowMillis = Date.now();
    if (now.lost !== lost) changedAtMillis = nowMillis;
    lost = now.lost;
    const isThere = now.newest >= sent && (await spooled()) === 0;
    if (isThere && lost <= before.lost) return { ...now, settledAtMillis: nowMillis };
    if ((isThere && nowMillis - changedAtMillis > quietMillis) || nowMillis > deadline)
      return { ...now, settledAtMillis: changedAtMillis };
    await sleep(200);
  }
}
