import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { type FaultRun, pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import type { Scenario } from '../scenario.ts';

/** The least that the sensor takes, about 25 pushes; its own default of 1 MiB takes seven minutes to fill. */
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
      const round = await outageRound(run, {
        variant: context.isLong ? '1 MiB' : '64 KiB',
        boundMillis: 180_000,
        async happens() {
          await run.pipeline.stop('collector');
          const deadline = performance.now() + boundMillis;
          while ((await droppedPushes(run)) < wanted && performance.now() < deadline) await sleep(pushMillis);
          await run.start('collector');
        },
      });
      const dropped = await droppedPushes(run);
      return [{ ...round, allowedLost: dropped, note: `the sensor counted ${dropped}` }];
    });
  },
};

function droppedPushes(run: FaultRun): Promise<number> {
  return run.sensorCounter(prometheusName(metrics.pushesDropped), 'reason="limit"');
}
