import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { eventually } from '../eventually.ts';
import { type FaultRun, type FaultRunOptions, pushMillis, withFaultRun } from '../fault-run.ts';
import { outageRound, repeatRounds } from '../outage-round.ts';
import { fillerInstance, fillQueue } from '../past-pushes.ts';
import type { Round, Scenario, ScenarioContext } from '../scenario.ts';
import { createSmallDisk, type SmallDisk } from '../small-disk.ts';

const mebibyte = 1_048_576;
/** How long the disk stays full. */
const fullMillis = { short: 5_000, long: 20_000 } as const;

/** What goes on while the disk is full; resolves when the fault has shown. Returns what had to be kept beside the sensor's pushes. */
type Meanwhile = (run: FaultRun) => Promise<number>;

interface DiskFault extends Pick<FaultRunOptions, 'env' | 'storeArgs'> {
  readonly name: string;
  readonly fault: string;
  readonly diskBytes: number;
  readonly leaveFreeBytes: number;
  readonly promise: string;
  /** All that the queue acknowledges while it is full may be gone. */
  readonly losesQueue?: boolean;
  readonly meanwhile: Meanwhile;
}

const disk = '{folder}/disk';
const queueOnDisk = { COLLECTOR_QUEUE_DIR: `${disk}/queue` };

const faults: readonly DiskFault[] = [
  {
    name: 'full-queue-disk',
    fault:
      "the disk of the collector's queue is full to the last byte, filled by somebody else while VictoriaMetrics is away",
    diskBytes: 32 * mebibyte,
    leaveFreeBytes: 0,
    // The collector's queue skips, without a word, an item whose reading it cannot note (exporterhelper 0.159, persistent_queue.go: getNextItem).
    promise: 'what the queue acknowledged and held while the disk was full',
    losesQueue: true,
    env: { collector: queueOnDisk },
    async meanwhile(run) {
      await run.pipeline.stop('victoriametrics');
      // Until it has used up the free pages of its file and refuses.
      const acknowledged = await fillQueue(run.pipeline.ports);
      await rises(() => run.sensorCounter(prometheusName(metrics.pushesSpooled)));
      await run.start('victoriametrics');
      return acknowledged;
    },
  },
  {
    name: 'full-store-disk',
    fault: 'the disk that VictoriaMetrics and the queue share falls below what VictoriaMetrics leaves free',
    diskBytes: 128 * mebibyte,
    leaveFreeBytes: 24 * mebibyte,
    promise: 'nothing',
    env: { collector: queueOnDisk, victoriametrics: { VM_storage_minFreeDiskSpaceBytes: '32MiB' } },
    storeArgs: [`-storageDataPath=${disk}/store`],
    async meanwhile({ pipeline }) {
      await eventually(
        () => isReadOnly(pipeline.ports.victoriaMetrics),
        (readOnly) => readOnly,
      );
      return 0;
    },
  },
  {
    name: 'full-spool-disk',
    fault: "the disk of the sensor's spool is full to the last byte while the collector is away",
    diskBytes: 2 * mebibyte,
    leaveFreeBytes: 0,
    promise: 'nothing',
    env: { sensor: { SENSOR_SPOOL_DIR: `${disk}/spool` } },
    async meanwhile(run) {
      await run.pipeline.stop('collector');
      await rises(() => run.sensorCounter(prometheusName(metrics.spoolErrors)));
      await run.start('collector');
      return 0;
    },
  },
];

export const fullDiskScenarios: readonly Scenario[] = faults.map((fault) => ({
  name: fault.name,
  fault: fault.fault,
  promise: fault.promise,
  needsRoot: true,
  rounds: { short: 1, long: 5 },
  run: (context) => runFullDisk(context, fault),
}));

function runFullDisk(context: ScenarioContext, fault: DiskFault) {
  const { env = {}, storeArgs = [], diskBytes } = fault;
  let small: SmallDisk;
  const options: FaultRunOptions = {
    env,
    storeArgs,
    async prepare(folder) {
      small = await createSmallDisk(disk.replace('{folder}', folder), diskBytes);
    },
    cleanUp: () => small.remove(),
  };
  return withFaultRun(context, options, (run) =>
    repeatRounds(context.rounds, context.tell, () => fillOnce(run, context, fault, small)),
  );
}

async function fillOnce(
  run: FaultRun,
  { isLong }: ScenarioContext,
  { leaveFreeBytes, meanwhile, losesQueue = false }: DiskFault,
  small: SmallDisk,
): Promise<Round> {
  const [fillerBefore, takenBefore] = [(await run.count(fillerInstance)).stored, await run.sent()];
  let filler = 0;
  let taken = 0;
  const round = await outageRound(run, {
    variant: '',
    async happens() {
      await small.fill(leaveFreeBytes);
      const shown = meanwhile(run);
      await sleep(isLong ? fullMillis.long : fullMillis.short);
      filler = await shown;
      taken = (await run.sent()) - takenBefore;
      await small.makeRoom();
    },
  });
  const fillerStored = (await run.count(fillerInstance)).stored - fillerBefore;
  const [pushes, lost] = [round.pushes + filler, round.lost + filler - fillerStored];
  const note = `${taken} pushes of the sensor meanwhile`;
  return { ...round, pushes, lost, allowedLost: losesQueue ? taken + filler : 0, note };
}

/** The fault has been met: nobody could tell otherwise that there was one. */
async function rises(counter: () => Promise<number>): Promise<void> {
  const before = await counter();
  await eventually(counter, (now) => now > before);
}

async function isReadOnly(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(pushMillis) });
  return /^vm_storage_is_read_only\{[^}]*\} 1$/m.test(await response.text());
}
