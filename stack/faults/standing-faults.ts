import type { ComponentId } from '../native/commands.ts';
import { type DiskFault, fullQueueDisk, fullSpoolDisk, fullStoreDisk, smallDiskOptions } from './disk-faults.ts';
import type { FaultRun, FaultRunOptions } from './fault-run.ts';
import { fillQueue } from './fill-queue.ts';
import type { SmallDisk } from './small-disk.ts';

/** A fault that lasts until it is ended. */
export interface StandingFault {
  readonly name: string;
  readonly what: string;
  /** Who is stopped and started again meanwhile. */
  readonly survivors: readonly ComponentId[];
  readonly needsRoot: boolean;
  readonly promise: string;
  readonly losesQueue?: true;
  /** What a stop finds in the sensor's memory has nowhere to go. */
  readonly losesMemory?: true;
  /** A new one each time: a disk belongs to one run. */
  readonly create: () => Fault;
}

export interface Fault {
  readonly options: FaultRunOptions;
  /** Returns how many pushes have to be kept beside the sensor's. */
  readonly begin: (run: FaultRun) => Promise<number>;
  readonly end: (run: FaultRun) => Promise<void>;
}

const away = (id: ComponentId): Fault => ({
  options: {},
  async begin(run) {
    await run.pipeline.stop(id);
    return 0;
  },
  end: (run) => run.start(id),
});

const hanging = (proxyBefore: 'collector' | 'victoriametrics'): Fault => ({
  options: { proxyBefore },
  async begin(run) {
    run.proxy?.behave({ kind: 'hang' });
    return 0;
  },
  end: async (run) => run.proxy?.behave({ kind: 'forward' }),
});

const queueFull = (): Fault => ({
  options: { env: { collector: { COLLECTOR_QUEUE_BYTES: '4194304' } } },
  async begin(run) {
    await run.pipeline.stop('victoriametrics');
    return (await fillQueue(run.pipeline.ports)).acknowledged;
  },
  end: (run) => run.start('victoriametrics'),
});

function diskFull(fault: DiskFault): Fault {
  let small: SmallDisk | undefined;
  const options = smallDiskOptions(fault, (made) => {
    small = made;
  });
  return {
    options,
    async begin(run) {
      await small?.fill(fault.leaveFreeBytes);
      return fault.begin(run);
    },
    async end(run) {
      await fault.end(run);
      await small?.makeRoom();
    },
  };
}

const nothing = { needsRoot: false, promise: 'nothing' } as const;

export const standingFaults: readonly StandingFault[] = [
  {
    ...nothing,
    name: 'store-away',
    what: 'VictoriaMetrics is away',
    survivors: ['collector', 'sensor'],
    create: () => away('victoriametrics'),
  },
  {
    ...nothing,
    name: 'collector-away',
    what: 'the collector is away',
    survivors: ['victoriametrics', 'sensor'],
    create: () => away('collector'),
  },
  {
    ...nothing,
    name: 'store-hangs',
    what: 'VictoriaMetrics does not answer the collector',
    survivors: ['victoriametrics', 'collector', 'sensor'],
    create: () => hanging('victoriametrics'),
  },
  {
    ...nothing,
    name: 'collector-hangs',
    what: 'the collector does not answer the sensor',
    survivors: ['victoriametrics', 'collector', 'sensor'],
    create: () => hanging('collector'),
  },
  {
    ...nothing,
    name: 'queue-full',
    what: "the collector's queue is full",
    survivors: ['collector', 'sensor'],
    create: queueFull,
  },
  {
    name: fullQueueDisk.name,
    what: 'the disk of the queue is full and VictoriaMetrics away',
    survivors: ['collector', 'sensor'],
    needsRoot: true,
    promise: fullQueueDisk.promise,
    losesQueue: true,
    create: () => diskFull(fullQueueDisk),
  },
  {
    ...nothing,
    name: fullStoreDisk.name,
    what: 'VictoriaMetrics is read-only',
    survivors: ['victoriametrics', 'collector', 'sensor'],
    needsRoot: true,
    create: () => diskFull(fullStoreDisk),
  },
  {
    name: fullSpoolDisk.name,
    what: 'the disk of the spool is full and the collector away',
    survivors: ['victoriametrics', 'sensor'],
    needsRoot: true,
    promise: 'what the sensor had in memory for want of room on the disk',
    losesMemory: true,
    create: () => diskFull(fullSpoolDisk),
  },
];
