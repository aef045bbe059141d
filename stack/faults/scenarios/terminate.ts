import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { componentIds } from '../memory-watch.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import { restartInOrder } from '../restart-in-order.ts';
import type { Scenario } from '../scenario.ts';

/** Without a spool directory the sensor's numbers begin at 1 again; with one they go on, which is what a stop must keep. */
const env = { sensor: { SENSOR_SPOOL_DIR: '{folder}/spool' } };

export const terminate: Scenario = {
  name: 'terminate',
  fault: 'SIGTERM to each component in the middle of its work, started again at once',
  promise: 'nothing',
  needsRoot: false,
  rounds: { short: 1, long: 20 },
  run: (context) =>
    withFaultRun(context, { env }, async (run) => {
      for (const id of componentIds) {
        await repeatRounds(run, context, async () => {
          let problem = '';
          const round = await outageRound(run, {
            variant: id,
            async happens() {
              await sleep(context.random() * 2 * pushMillis);
              ({ problem } = await restartInOrder(run, id));
            },
          });
          return { ...round, problem };
        });
      }
    }),
};
