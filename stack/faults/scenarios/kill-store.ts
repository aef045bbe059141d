import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { PushCount } from '../push-count.ts';
import type { Scenario, ScenarioContext, ScenarioResult } from '../scenario.ts';

/** A quick one in the short form, and the profile `safe` in the long one (durability/safe.env). */
const flushSeconds = { short: 1, long: 5 } as const;
/** A push at each end, and in the short form what a busy machine adds to a loss of few seconds. */
const slackPushes = { short: 5, long: 2 } as const;

/** docs/decisions/0010-durability-profiles.md: how far a loss reaches back. */
const reachSeconds = (flush: number): number => 2 * flush + 4;

/**
 * What the profile's one repetition is at 15 s: as many pushes as a loss reaches back, here at one a second. The slack belongs to the short form alone: beside
 * everything else that is tested, a flush came late enough for a loss to reach back 7.3 s at an interval of 1 s.
 */
const repeatsOf = ({ isLong }: Pick<ScenarioContext, 'isLong'>): number =>
  Math.ceil((reachSeconds(flushOf({ isLong })) * 1_000) / pushMillis) + (isLong ? 0 : slackPushes.short);

export const killStore: Scenario = {
  name: 'kill-store',
  fault:
    'kill -9 of VictoriaMetrics at a random moment, started again at once; readings go again for as long as it forgets',
  promise: "nothing of the sensor's readings",
  needsRoot: false,
  rounds: { short: 2, long: 50 },
  run: (context) => withKills(context, { repeats: repeatsOf(context), allowedLost: 0 }),
};

export const killStoreWithoutRepeat: Scenario = {
  name: 'kill-store-without-repeat',
  fault: 'the same, and readings go once (SENSOR_PUSH_REPEAT=0)',
  promise: 'what it had not flushed: about twice the flush interval and 4 s',
  needsRoot: false,
  rounds: { short: 3, long: 50 },
  run(context) {
    const slack = context.isLong ? slackPushes.long : slackPushes.short;
    return withKills(context, { repeats: 0, allowedLost: reachSeconds(flushOf(context)) + slack });
  },
};

interface Kills {
  readonly repeats: number;
  readonly allowedLost: number;
}

function withKills(context: ScenarioContext, { repeats, allowedLost }: Kills): Promise<ScenarioResult> {
  const flush = flushOf(context);
  const env = {
    victoriametrics: { VM_inmemoryDataFlushInterval: `${flush}s` },
    sensor: { SENSOR_PUSH_REPEAT: `${repeats}` },
  };
  const forgottenMillis = (reachSeconds(flush) + 2) * 1_000;
  return withFaultRun(context, { env }, async (run) => {
    // The labels of new series reach the disk with a flush as well; on a device they are months old.
    await sleep(forgottenMillis);
    await repeatRounds(run, context, () => {
      let killedAtMillis = 0;
      return outageRound(run, {
        variant: `flush interval ${flush} s, readings go ${repeats + 1} times`,
        allowedLost,
        async happens() {
          // As long as may be lost, so that one round's loss is not the next one's.
          await sleep(forgottenMillis * (1 + context.random() / 4));
          await run.pipeline.kill('victoriametrics');
          killedAtMillis = Date.now();
          await run.start('victoriametrics');
        },
        note: (before, after) => reachOf(before, after, killedAtMillis),
      });
    });
  });
}

function flushOf({ isLong }: Pick<ScenarioContext, 'isLong'>): number {
  return isLong ? flushSeconds.long : flushSeconds.short;
}

function reachOf(before: PushCount, after: PushCount, killedAtMillis: number): string {
  const gaps = after.missing.slice(before.missing.length);
  const reaches = gaps.map(({ count, beforeMillis }) => (killedAtMillis - beforeMillis) / 1000 + count + 1);
  return gaps.length === 0 ? '' : `oldest lost push ${Math.max(0, ...reaches).toFixed(1)} s before the kill`;
}
