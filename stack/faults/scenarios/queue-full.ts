import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { eventually } from '../eventually.ts';
import { type FaultRun, withFaultRun } from '../fault-run.ts';
import { type Filled, fillerInstance, fillQueue } from '../fill-queue.ts';
import { outageRound } from '../outage-round.ts';
import { measurePhase, type Phase } from '../phase.ts';
import { queueFileName } from '../queue-file.ts';
import { createQueueGauge, type QueueFill, type QueueGauge } from '../queue-gauge.ts';
import { type Restart, restartInOrder } from '../restart-in-order.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';
import { steadyPhase } from '../steady-phase.ts';

const mebibyte = 1_048_576;
/** The device's own queue is 64 MiB (otel-collector/config.yaml); a smaller one is full sooner. Above the 16 MiB from which on its file is rewritten after a drain. */
const shortQueueBytes = 24 * mebibyte;
/** What is left is less than anybody's next push. */
const roomBytes = 65_536;
/** After a drain, by otel-collector/README.md: rewritten once less than 4 MiB are in use, and bbolt doubles. */
const drainedFileBytes = 8 * mebibyte;
/** Of the device's own pushes, host, collector and sensor together (otel-collector/README.md): a full queue is so many seconds of them. */
const deviceBytesPerSecond = 1_344;
const boundMillis = 300_000;

export const queueFull: Scenario = {
  name: 'queue-full',
  fault:
    "VictoriaMetrics is away until the collector's queue is full and it answers 503; the collector is then restarted",
  promise: 'nothing of a sender that keeps what is refused',
  needsRoot: false,
  isAlone: true,
  rounds: { short: 1, long: 1 },
  async run(context) {
    let gauge: QueueGauge | undefined;
    return withFaultRun(
      context,
      {
        env: context.isLong ? {} : { collector: { COLLECTOR_QUEUE_BYTES: String(shortQueueBytes) } },
        args: { collector: ['--config', '{folder}/queue-gauge.yaml'] },
        async prepare(folder) {
          gauge = await createQueueGauge(context.root, folder);
        },
      },
      async (run) => {
        if (gauge === undefined) throw new Error('nothing was prepared');
        run.ended(await fullOnce(run, gauge, context));
      },
    );
  },
};

interface Full {
  readonly filled: Filled;
  readonly fill: QueueFill;
  readonly fileBytes: number;
  readonly refusedToSensor: number;
  readonly phases: readonly Phase[];
  readonly restart: Restart;
}

async function fullOnce(run: FaultRun, gauge: QueueGauge, context: ScenarioContext): Promise<Round> {
  let full: Full | undefined;
  let draining: ReturnType<typeof drain> | undefined;
  const before = await steadyPhase(run, 'before', context);
  const round = await outageRound(run, {
    variant: context.isLong ? 'as delivered' : `${shortQueueBytes / mebibyte} MiB`,
    boundMillis,
    async happens() {
      await run.pipeline.stop('victoriametrics');
      full = await fillAndRestart(run, gauge, context);
      await run.start('victoriametrics');
      draining = drain(run, full.filled.acknowledged);
      // Where something else ends the round first, nobody waits for it any more.
      draining.catch(() => {});
    },
  });
  if (full === undefined || draining === undefined) throw new Error('the queue was not filled');
  const { phase, result: stored } = await draining;
  const drainedBytes = await eventually(
    () => queueFileBytes(run),
    (bytes) => bytes <= drainedFileBytes,
  ).catch(() => queueFileBytes(run));
  const after = await steadyPhase(run, 'after', context);
  const { filled, fill, fileBytes, refusedToSensor, restart } = full;
  return {
    ...round,
    pushes: round.pushes + filled.acknowledged,
    lost: round.lost + filled.acknowledged - stored,
    drainSeconds: phase.seconds,
    backlogSeconds: fill.sizeBytes / deviceBytesPerSecond,
    note: [
      `full with ${filled.acknowledged} pushes, ${megabytes(fill.sizeBytes)} of ${megabytes(fill.capacityBytes)} MB`,
      `file of ${megabytes(fileBytes)} MB, ${megabytes(drainedBytes)} MB after the drain`,
      `the collector ready ${restart.readySeconds.toFixed(1)} s after its restart`,
      `the sensor kept ${refusedToSensor} pushes or more`,
    ].join('; '),
    problem: problemsOf(full, drainedBytes).join('; '),
    phases: [...before, ...full.phases, phase, ...after],
  };
}

async function fillAndRestart(run: FaultRun, gauge: QueueGauge, context: ScenarioContext): Promise<Full> {
  context.tell('filling the queue');
  const filled = await fillQueue(run.pipeline.ports, { likeDevice: context.isLong });
  const fill = await gauge.read();
  const fileBytes = await queueFileBytes(run);
  // The sensor meets the full queue as well, and keeps its pushes.
  const spooledBefore = await spooled(run);
  const seen = await eventually(
    () => spooled(run),
    (kept) => kept - spooledBefore >= 3,
  );
  // From a disk, as after a reboot: the file is as large as all that the collector may have.
  const restart = await restartInOrder(run, 'collector', context.dropCaches);
  const phases = await steadyPhase(run, 'full', context);
  return { filled, fill, fileBytes, refusedToSensor: seen - spooledBefore, phases, restart };
}

function problemsOf({ filled, fill, restart }: Full, drainedBytes: number): readonly string[] {
  const { sizeBytes, capacityBytes } = fill;
  const refusals = filled.refusals.filter((status) => status !== 503);
  return [
    ...(refusals.length > 0 ? [`a full queue was answered with ${refusals.map((status) => status ?? 'nothing')}`] : []),
    ...(capacityBytes - sizeBytes > roomBytes ? [`refused with ${sizeBytes} of ${capacityBytes} bytes`] : []),
    ...(drainedBytes > drainedFileBytes ? [`the queue's file still has ${drainedBytes} bytes after the drain`] : []),
    ...(restart.problem === '' ? [] : [restart.problem]),
  ];
}

function drain(run: FaultRun, expected: number) {
  return measurePhase(run.pipeline, 'draining', async () => {
    const count = async (): Promise<number> => (await run.count(fillerInstance)).stored;
    return eventually(count, (stored) => stored >= expected, boundMillis).catch(count);
  });
}

async function queueFileBytes(run: FaultRun): Promise<number> {
  return (await stat(join(run.pipeline.folder, 'collector', 'queue', queueFileName))).size;
}

function spooled(run: FaultRun): Promise<number> {
  return run.sensorCounter(prometheusName(metrics.pushesSpooled));
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
