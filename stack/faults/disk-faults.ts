import { metrics } from '../../sensor/src/metric-names.ts';
import { prometheusName } from '../../sensor/src/prometheus-name.ts';
import { eventually } from './eventually.ts';
import type { FaultRun, FaultRunOptions } from './fault-run.ts';
import { fillQueue } from './fill-queue.ts';
import type { ScenarioContext } from './scenario.ts';
import { createSmallDisk, type SmallDisk } from './small-disk.ts';

const mebibyte = 1_048_576;

/** A disk that has run full, until it has room again. */
export interface DiskFault extends Pick<FaultRunOptions, 'env' | 'args'> {
  readonly name: string;
  readonly fault: string;
  readonly diskBytes: number;
  readonly leaveFreeBytes: number;
  readonly promise: string;
  /** All that the queue acknowledges while it is full may be gone. */
  readonly losesQueue?: true;
  /** What else belongs to it, once the disk is full; resolves when the fault has shown. Returns how many pushes had to be kept beside the sensor's. */
  readonly begin: (run: FaultRun) => Promise<number>;
  /** Before the disk has room again. */
  readonly end: (run: FaultRun) => Promise<void>;
}

const disk = '{folder}/disk';
const queueOnDisk = { COLLECTOR_QUEUE_DIR: `${disk}/queue` };

export const fullQueueDisk: DiskFault = {
  name: 'full-queue-disk',
  fault:
    "the disk of the collector's queue is full to the last byte, filled by somebody else while VictoriaMetrics is away",
  diskBytes: 32 * mebibyte,
  leaveFreeBytes: 0,
  // The collector's queue skips, without a word, an item whose reading it cannot note (exporterhelper 0.159, persistent_queue.go: getNextItem).
  promise: 'what the queue acknowledged and held while the disk was full',
  losesQueue: true,
  env: { collector: queueOnDisk },
  async begin(run) {
    await run.pipeline.stop('victoriametrics');
    // Until it has used up the free pages of its file and refuses.
    const { acknowledged } = await fillQueue(run.pipeline.ports);
    await rises(() => run.sensorCounter(prometheusName(metrics.pushesSpooled)));
    return acknowledged;
  },
  end: (run) => run.start('victoriametrics'),
};

export const fullStoreDisk: DiskFault = {
  name: 'full-store-disk',
  fault: 'the disk that VictoriaMetrics and the queue share falls below what VictoriaMetrics leaves free',
  diskBytes: 128 * mebibyte,
  leaveFreeBytes: 24 * mebibyte,
  promise: 'nothing',
  env: { collector: queueOnDisk, victoriametrics: { VM_storage_minFreeDiskSpaceBytes: '32MiB' } },
  args: { victoriametrics: [`-storageDataPath=${disk}/store`] },
  async begin({ pipeline }) {
    await eventually(
      () => isReadOnly(pipeline.ports.victoriaMetrics),
      (readOnly) => readOnly,
    );
    return 0;
  },
  end: async () => {},
};

export const fullSpoolDisk: DiskFault = {
  name: 'full-spool-disk',
  fault: "the disk of the sensor's spool is full to the last byte while the collector is away",
  diskBytes: 2 * mebibyte,
  leaveFreeBytes: 0,
  promise: 'nothing',
  env: { sensor: { SENSOR_SPOOL_DIR: `${disk}/spool` } },
  async begin(run) {
    await run.pipeline.stop('collector');
    await rises(() => run.sensorCounter(prometheusName(metrics.spoolErrors)));
    return 0;
  },
  end: (run) => run.start('collector'),
};

/** Where the disk is as long as the pipeline, and what the pipeline needs to use it. */
export function smallDiskOptions(
  { env = {}, args = {}, diskBytes }: DiskFault,
  taken: (small: SmallDisk) => void,
): FaultRunOptions {
  let small: SmallDisk | undefined;
  return {
    env,
    args,
    async prepare(folder) {
      small = await createSmallDisk(disk.replace('{folder}', folder), diskBytes);
      taken(small);
    },
    cleanUp: async () => small?.remove(),
  };
}

/** How long a disk stays full. */
export function fullMillis({ isLong }: Pick<ScenarioContext, 'isLong'>): number {
  return isLong ? 20_000 : 5_000;
}

/** The fault has been met: nobody could tell otherwise that there was one. */
async function rises(counter: () => Promise<number>): Promise<void> {
  const before = await counter();
  await eventually(counter, (now) => now > before);
}

async function isReadOnly(port: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5_000) });
  return /^vm_storage_is_read_only\{[^}]*\} 1$/m.test(await response.text());
}
