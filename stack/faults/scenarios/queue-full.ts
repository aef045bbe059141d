import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { eventually } from '../eventually.ts';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { outageRound } from '../outage-round.ts';
import { fillerInstance, fillQueue } from '../past-pushes.ts';
import type { Scenario } from '../scenario.ts';

/** The device's own queue is 64 MiB (otel-collector/config.yaml); a smaller one is full sooner. */
const shortQueueBytes = 4_194_304;

export const queueFull: Scenario = {
  name: 'queue-full',
  fault: "VictoriaMetrics is away until the collector's queue is full and it answers 503",
  promise: 'nothing of a sender that keeps what is refused',
  needsRoot: false,
  isAlone: true,
  rounds: { short: 1, long: 1 },
  run(context) {
    const env = context.isLong ? {} : { collector: { COLLECTOR_QUEUE_BYTES: String(shortQueueBytes) } };
    return withFaultRun(context, { env }, async (run) => {
      let acknowledged = 0;
      let refusals = 0;
      const round = await outageRound(run, {
        variant: context.isLong ? '64 MiB' : '4 MiB',
        boundMillis: 180_000,
        async happens() {
          await run.pipeline.stop('victoriametrics');
          acknowledged = await fillQueue(run.pipeline.ports);
          // The sensor meets the full queue as well, and keeps its pushes.
          const before = await spooled(run);
          const seen = await eventually(
            () => spooled(run),
            (kept) => kept - before >= 3,
          );
          refusals = seen - before;
          await run.start('victoriametrics');
        },
      });
      const { stored } = await run.count(fillerInstance);
      const note = `queue full after ${acknowledged} pushes of 100 kB; the sensor kept ${refusals} pushes or more`;
      return [{ ...round, pushes: round.pushes + acknowledged, lost: round.lost + acknowledged - stored, note }];
    });
  },
};

function spooled(run: FaultRun): Promise<number> {
  return run.sensorCounter(prometheusName(metrics.pushesSpooled));
}
