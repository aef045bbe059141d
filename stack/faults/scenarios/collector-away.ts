import { setTimeout as sleep } from 'node:timers/promises';
import { pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import type { Scenario } from '../scenario.ts';

/** An hour of pushes at the device's 15 s; at one a second it takes four minutes. */
const awayPushes = { short: 12, long: 240 } as const;

export const collectorAway: Scenario = {
  name: 'collector-away',
  fault: 'the collector is away for an hour of pushes (240), the sensor restarted in the middle',
  promise: 'nothing',
  needsRoot: false,
  rounds: { short: 1, long: 2 },
  run(context) {
    const pushes = context.isLong ? awayPushes.long : awayPushes.short;
    return withFaultRun(context, { env: { sensor: { SENSOR_SPOOL_DIR: '{folder}/spool' } } }, (run) =>
      repeatRounds(run, context, () =>
        outageRound(run, {
          variant: `${pushes} pushes`,
          waitingPushes: pushes,
          async happens() {
            await run.pipeline.stop('collector');
            await sleep((pushes / 2) * pushMillis);
            await run.pipeline.stop('sensor');
            await run.start('sensor');
            await sleep((pushes / 2) * pushMillis);
            await run.start('collector');
          },
        }),
      ),
    );
  },
};
