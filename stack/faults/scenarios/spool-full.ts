import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import { measurePhase, type Phase } from '../phase.ts';
import type { Scenario } from '../scenario.ts';

/** The least that the sensor takes, about 25 pushes; its own default takes six minutes to fill. */
const shortLimitBytes = 65_536;
const boundMillis = 900_000;
const wanted = 5;

export const spoolFull: Scenario = {
  name: 'spool-full',
  fault: "the collector is away until the sensor's memory is full of pushes",
  promise: 'the oldest pushes, counted',
  needsRoot: false,
  isAlone: true,
  rounds: { short: 1, long: 1 },
  run(context) {
    const env = context.isLong ? {} : { sensor: { SENSOR_SPOOL_MEMORY_LIMIT: String(shortLimitBytes) } };
    return withFaultRun(context, { env }, async (run) => {
      let waitingPushes = 0;
      let full: Phase | undefined;
      const round = await outageRound(run, {
        variant: context.isLong ? 'as delivered' : '64 KiB',
        boundMillis: 180_000,
        async happens() {
          await run.pipeline.stop('collector');
          full = (await measurePhase(run.pipeline, 'full', () => untilDropped(run))).phase;
          waitingPushes = await run.sensorCounter(prometheusName(metrics.spoolPushes));
          await run.start('collector');
        },
      });
      const dropped = await droppedPushes(run);
      const note = `the sensor held ${waitingPushes} pushes and counted ${dropped} that it dropped`;
      // With each push go the readings of the one before, so that the store has one more than was kept.
      const problem = dropped >= wanted && round.lost < dropped - 1 ? `it counted ${dropped} of ${round.lost}` : '';
      run.ended({
        ...round,
        allowedLost: dropped,
        backlogSeconds: waitingPushes * 15,
        note,
        problem,
        ...(full && { phases: [full] }),
      });
    });
  },
};

async function untilDropped(run: FaultRun): Promise<void> {
  const deadline = performance.now() + boundMillis;
  while ((await droppedPushes(run)) < wanted && performance.now() < deadline) await sleep(pushMillis);
}

function droppedPushes(run: FaultRun): Promise<number> {
  return run.sensorCounter(prometheusName(metrics.pushesDropped), 'reason="limit"');
}
