import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from '../../binaries/resolve-all.ts';
import type { RealPipeline } from '../../faults/real-pipeline.ts';
import { type NumberedPushes, startNumberedPushes } from '../../numbered-pushes.ts';
import type { BenchContext } from '../benchmark.ts';
import { createLoopDisk, type LoopDisk, mountLoopDisk } from '../process/loop-disk.ts';
import { countMissing } from './count-missing.ts';
import { killStack, otlpUrl, processIds, startStoredStack } from './stored-stack.ts';
import { lossVariants, type Variant } from './variants.ts';

/** In an outage: VictoriaMetrics is away, everything waits in the queue. */
export type Fault = 'kill -9' | 'power cut' | 'cut in an outage';

export interface Loss {
  readonly variant: string;
  readonly fault: Fault;
  readonly round: number;
  readonly acknowledged: number;
  readonly missing: number;
  /** From the oldest missing push to the fault. */
  readonly reachesBackSeconds: number;
  readonly setAside: number;
}

/** Of the pushes; what is lost is known no better. */
export const pushIntervalMillis = 250;
const diskBytes = 512 * 1024 * 1024;
// What is older than the longest flush interval and its delay is on the disk, so that a loss is that of the moment.
const warmUpMillis = 150_000;

/** What is left in the moment of a fault is taken out of a stack that goes on, and started on its own: a round costs seconds. */
export async function measureLosses(context: BenchContext, binaries: Binaries): Promise<readonly Loss[]> {
  const step = context.progress.step(`losses: ${lossVariants.length} variants, ${context.number('runs')} rounds each`);
  const measured = await Promise.all(lossVariants.map((variant) => measureVariant(variant, context, binaries)));
  step.done();
  return measured.flat();
}

interface Running {
  readonly stack: RealPipeline;
  readonly pushes: NumberedPushes;
  readonly queue: LoopDisk;
  readonly store: LoopDisk;
}

async function measureVariant(variant: Variant, context: BenchContext, binaries: Binaries): Promise<readonly Loss[]> {
  const { root, workDir } = context;
  const folder = join(workDir, `loss-${variant.name.replaceAll(/\W+/g, '-')}`);
  const queue = await createLoopDisk(folder, 'queue', diskBytes);
  const store = await createLoopDisk(folder, 'store', diskBytes);
  const folders = { queue: queue.mountPoint, store: store.mountPoint };
  const options = { root, binaries, env: variant.env };
  const stack = await startStoredStack({ ...options, folders, logFolder: folder });
  const pushes = startNumberedPushes(otlpUrl(stack), pushIntervalMillis);
  const losses: Loss[] = [];
  await sleep(warmUpMillis);
  const rounds = async (faults: readonly Fault[]): Promise<void> => {
    for (let round = 1; round <= context.number('runs'); round += 1) {
      await sleep(3_000 + Math.random() * 10_000);
      const left = join(folder, `round-${round}`);
      const acknowledged = await freeze({ stack, pushes, queue, store }, left);
      for (const fault of faults) {
        const counted = await startFromLeft(fault, left, acknowledged, options);
        losses.push({ variant: variant.name, fault, round, acknowledged, ...counted });
      }
      await rm(left, { recursive: true, force: true });
    }
  };
  await rounds(['kill -9', 'power cut']);
  // From here on everything waits in the queue.
  await stack.stop('victoriametrics');
  await rounds(['cut in an outage']);
  await pushes.stop();
  await killStack(stack);
  await Promise.all([queue.remove(), store.remove()]);
  return losses;
}

/** Stops all processes for the moment of copying: their files as the kernel has them (kill -9), the devices as they are (power cut). */
async function freeze({ stack, pushes, queue, store }: Running, left: string): Promise<number> {
  await mkdir(left, { recursive: true });
  for (const pid of processIds(stack)) process.kill(pid, 'SIGSTOP');
  try {
    await Promise.all([queue.copyImage(join(left, 'queue.img')), store.copyImage(join(left, 'store.img'))]);
    await cp(queue.mountPoint, join(left, 'killed/queue'), { recursive: true });
    await cp(store.mountPoint, join(left, 'killed/store'), { recursive: true });
    // Read last: an answer that was already on its way counts, too.
    return pushes.acknowledged();
  } finally {
    for (const pid of processIds(stack)) process.kill(pid, 'SIGCONT');
  }
}

type Counted = Pick<Loss, 'missing' | 'reachesBackSeconds' | 'setAside'>;
type Options = Omit<Parameters<typeof startStoredStack>[0], 'folders' | 'logFolder'>;

async function startFromLeft(fault: Fault, left: string, acknowledged: number, options: Options): Promise<Counted> {
  const disks: LoopDisk[] = [];
  const folderOf = async (name: 'queue' | 'store'): Promise<string> => {
    if (fault === 'kill -9') return join(left, 'killed', name);
    const disk = await mountLoopDisk(join(left, `${name}.img`), join(left, name));
    disks.push(disk);
    return disk.mountPoint;
  };
  const folders = { queue: await folderOf('queue'), store: await folderOf('store') };
  const stack = await startStoredStack({ ...options, folders, logFolder: left });
  try {
    const { missing, oldestMissing, setAside } = await countMissing(stack, folders.queue, acknowledged);
    const pushesBack = oldestMissing === undefined ? 0 : acknowledged - oldestMissing + 1;
    return { missing, setAside, reachesBackSeconds: (pushesBack * pushIntervalMillis) / 1000 };
  } finally {
    await killStack(stack);
    for (const disk of disks) await disk.remove();
  }
}
