import type { FaultRun } from './fault-run.ts';
import { pastIntervalMillis } from './past-pushes.ts';
import type { PushCount } from './push-count.ts';
import type { Round, ScenarioContext } from './scenario.ts';

export interface Outage {
  readonly variant: string;
  readonly allowedLost?: number;
  /** Longest that the backlog, and with it fresh data, may take. */
  readonly boundMillis?: number;
  /** How many pushes of the sensor wait for the end of the fault, where that is worth a figure. */
  readonly waitingPushes?: number;
  /** From the first moment of the fault to its end: everything runs again when it resolves. */
  readonly happens: () => Promise<void>;
  readonly note?: (before: PushCount, after: PushCount) => string | Promise<string>;
}

/** One fault in a running pipeline, and what it cost: pushes are counted before and after. */
export async function outageRound(run: FaultRun, outage: Outage): Promise<Round> {
  const { variant, allowedLost = 0, boundMillis, waitingPushes, happens, note } = outage;
  const before = await run.count();
  await happens();
  const endedAtMillis = Date.now();
  const freshSeconds = await run.fresh(endedAtMillis, boundMillis);
  const after = await run.settled(before, boundMillis);
  const lost = after.lost - before.lost;
  return {
    variant,
    pushes: after.stored - before.stored + lost,
    lost,
    duplicated: after.duplicated - before.duplicated,
    allowedLost,
    freshSeconds,
    drainSeconds: (after.settledAtMillis - endedAtMillis) / 1000,
    backlogSeconds: waitingPushes === undefined ? null : (waitingPushes * pastIntervalMillis) / 1000,
    note: (await note?.(before, after)) ?? '',
    problem: '',
  };
}

/** The same fault again and again, in one running pipeline. */
export async function repeatRounds(
  run: FaultRun,
  { rounds, tell }: Pick<ScenarioContext, 'rounds' | 'tell'>,
  once: (round: number) => Promise<Round>,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    run.ended(await once(round));
  }
}
