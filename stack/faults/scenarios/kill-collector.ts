import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { Scenario } from '../scenario.ts';

export const killCollector: Scenario = {
  name: 'kill-collector',
  fault: 'kill -9 of the collector at a random moment, started again within 2 s',
  promise: 'nothing',
  needsRoot: false,
  rounds: { short: 3, long: 50 },
  run: (context) =>
    withFaultRun(context, {}, (run) =>
      repeatRounds(run, context, () =>
        outageRound(run, {
          variant: '',
          async happens() {
            await sleep(context.random() * 2 * pushMillis);
            await run.pipeline.kill('collector');
            await sleep(context.random() * 2 * pushMillis);
            await run.start('collector');
          },
        }),
      ),
    ),
};
