import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RealPipeline } from '../../faults/real-pipeline.ts';
import { numberedMetric, pushNumber } from '../../numbered-pushes.ts';
import { otlpUrl } from './stored-stack.ts';

const sentinel = 'durability_sentinel';
const pollMillis = 200;
const boundMillis = 60_000;

/** Which of the pushes 1 to `acknowledged` are not stored, once the queue has been handed over. */
export async function countMissing(stack: RealPipeline, queueFolder: string, acknowledged: number) {
  // The queue keeps the order: when this one is stored, whatever waited before it is.
  const status = await pushNumber(otlpUrl(stack), 1, { name: sentinel });
  if (status !== 200) throw new Error(`a push after the restart was answered ${status}`);
  const deadline = performance.now() + boundMillis;
  for (let look = 0; ; look += 1) {
    // A matcher of its own each time: "no such series" is remembered for ten seconds.
    if ((await stack.store.export(`${sentinel}{look!="${look}"}`)).length > 0) break;
    if (performance.now() > deadline) throw new Error('the queue was not handed over within a minute');
    await sleep(pollMillis);
  }
  await stack.store.flush();
  const stored = new Set((await stack.store.export(numberedMetric)).flatMap(({ values }) => values));
  const missing = Array.from({ length: acknowledged }, (_, index) => index + 1).filter((each) => !stored.has(each));
  const setAside = (await readdir(queueFolder)).filter((name) => name.includes('.set-aside-')).length;
  return { missing: missing.length, oldestMissing: missing[0], setAside };
}
