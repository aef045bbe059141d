import type { FaultRun } from './fault-run.ts';
import type { PushCount } from './push-count.ts';
import type { Round } from './scenario.ts';

export interface Outage {
  readonly variant: string;
  readonly allowedLost?: number;
  /** Looks at the store until a sample is there that was taken after the fault; leave it out where one always is. */
  readonly looksForFresh?: boolean;
  /** Longest that the backlog may take. */
  readonly boundMillis?: number;
  /** From the first moment of the fault to its end: everything runs again when it resolves. */
  readonly happens: () => Promise<void>;
  readonly note?: (before: PushCount, after: PushCount) => string | Promise<string>;
}

/** One fault in a running pipeline, and what it cost: pushes are counted before and after. */
export async function outageRound(run: FaultRun, outage: Outage): Promise<Round> {
  const { variant, allowedLost = 0, looksForFresh = true, boundMillis, happens, note } = outage;
  const before = await run.count();
  await happens();
  const endedAtMillis = Date.now();
  const freshSeconds = looksForFresh ? await run.fresh(endedAtMillis) : null;
  const after = await run.settled(before, boundMillis);
  const lost = after.lost - before.lost;
  return {
    variant,
    pushes: after.stored - before.stored + lost,
    lost,
    duplicated: after.duplicated - before.duplicated,
    allowedLost,
    freshSeconds,
    drainSeconds: lost === 0 ? (Date.now() - endedAtMillis) / 1000 : null,
    note: (await note?.(before, after)) ?? '',
  };
}

/** The same fault again and again, in one running pipeline. */
export async function repeatRounds(
  rounds: number,
  tell: (text: string) => void,
  once: (round: number) => Promise<Round>,
): Promise<readonly Round[]> {
  const results: Round[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    results.push(await once(round));
  }
  return results;
}
