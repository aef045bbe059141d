import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultRun } from './fault-run.ts';
import { measurePhase, type Phase, type PhaseName } from './phase.ts';
import type { ScenarioContext } from './scenario.ts';

/** What a start or a drain has begun, compaction and garbage collection above all, is over by then. */
const restMillis = 15_000;
const lookMillis = 30_000;

/** Major faults while nothing happens but the pushes; not in the short form, which has no time for it. */
export async function steadyPhase(
  { pipeline }: Pick<FaultRun, 'pipeline'>,
  name: PhaseName,
  { isLong, tell }: Pick<ScenarioContext, 'isLong' | 'tell'>,
): Promise<readonly Phase[]> {
  if (!isLong) return [];
  tell(`major faults: ${name}`);
  await sleep(restMillis);
  return [(await measurePhase(pipeline, name, () => sleep(lookMillis))).phase];
}
