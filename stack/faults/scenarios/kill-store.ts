import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { Scenario } from '../scenario.ts';

/** Its own default in the short form, and the profile `safe` in the long one (durability/safe.env). */
const flushSeconds = { short: 1, long: 5 } as const;

/** docs/decisions/0010-durability-profiles.md: what a flush interval costs, and one push at each end. */
const allowedOf = (seconds: number): number => 2 * seconds + 4 + 2;

export const killStore: Scenario = {
  name: 'kill-store',
  fault: 'kill -9 of VictoriaMetrics at a random moment, started again at once',
  promise: 'what it had not flushed: about twice the flush interval and 4 s',
  needsRoot: false,
  rounds: { short: 3, long: 50 },
  run(context) {
    const seconds = context.isLong ? flushSeconds.long : flushSeconds.short;
    const allowedLost = allowedOf(seconds);
    const env = { victoriametrics: { VM_inmemoryDataFlushInterval: `${seconds}s` } };
    return withFaultRun(context, { env }, async (run) => {
      // The labels of new series reach the disk with a flush as well; on a device they are months old.
      await sleep(allowedLost * pushMillis);
      return repeatRounds(context.rounds, context.tell, () => {
        let killedAtMillis = 0;
        return outageRound(run, {
          variant: `flush interval ${seconds} s`,
          allowedLost,
          async happens() {
            // As long as may be lost, so that one round's loss is not the next one's.
            await sleep(allowedLost * pushMillis * (1 + context.random() / 4));
            await run.pipeline.kill('victoriametrics');
            killedAtMillis = Date.now();
            await run.start('victoriametrics');
          },
          note(before, after) {
            const gaps = after.missing.slice(before.missing.length);
            const reach = Math.max(
              0,
              ...gaps.map(({ count, beforeMillis }) => (killedAtMillis - beforeMillis) / 1000 + count + 1),
            );
            return gaps.length === 0 ? '' : `oldest lost push ${Math.max(0, reach).toFixed(1)} s before the kill`;
          },
        });
      });
    });
  },
};
