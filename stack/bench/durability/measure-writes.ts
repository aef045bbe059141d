import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from '../../binaries/resolve-all.ts';
import type { BenchContext } from '../benchmark.ts';
import { startLoad } from '../cold-fit/load.ts';
import { pushBody } from '../cold-fit/load-points.ts';
import { createLoopDisk } from '../process/loop-disk.ts';
import { killStack, otlpUrl, startStoredStack } from './stored-stack.ts';
import { type LoadedVariant, writeVariants } from './variants.ts';

export interface WriteSample {
  readonly variant: string;
  readonly devices: number;
  readonly minute: number;
  /** Since the start. */
  readonly queueBytes: number;
  readonly storeBytes: number;
}

// Half a gigabyte each, nearly all of it holes.
const diskBytes = 512 * 1024 * 1024;
const minuteMillis = 60_000;

/** All variants side by side, each on two block devices of its own, sampled every minute. */
export async function measureWrites(context: BenchContext, binaries: Binaries): Promise<readonly WriteSample[]> {
  const minutes = context.number('minutes');
  const step = context.progress.step(`bytes written: ${writeVariants.length} variants, ${minutes} minutes`);
  const running = [];
  for (const variant of writeVariants) running.push(await startMeasured(variant, context, binaries));
  const samples: WriteSample[] = [];
  for (let minute = 0; minute <= minutes; minute += 1) {
    for (const measured of running) samples.push(await measured.sample(minute));
    step.detail(`minute ${minute}`);
    if (minute < minutes) await sleep(minuteMillis);
  }
  for (const measured of running) await measured.end();
  step.done();
  return samples;
}

async function startMeasured(
  { name: variant, env, devices }: LoadedVariant,
  { root, workDir }: BenchContext,
  binaries: Binaries,
) {
  const folder = join(workDir, `${variant.replaceAll(/\W+/g, '-')}-${devices}`);
  const queue = await createLoopDisk(folder, 'queue', diskBytes);
  const store = await createLoopDisk(folder, 'store', diskBytes);
  const folders = { queue: queue.mountPoint, store: store.mountPoint };
  const stack = await startStoredStack({ root, binaries, folders, logFolder: folder, env });
  await stack.start('sensor');
  const load = startLoad({
    url: `${otlpUrl(stack)}/v1/metrics`,
    contentType: 'application/json',
    devices,
    body: pushBody,
  });
  return {
    async sample(minute: number): Promise<WriteSample> {
      const [queueBytes, storeBytes] = await Promise.all([queue.writtenBytes(), store.writtenBytes()]);
      return { variant, devices, minute, queueBytes, storeBytes };
    },
    async end(): Promise<void> {
      await load.stop();
      await killStack(stack);
      await Promise.all([queue.remove(), store.remove()]);
    },
  };
}
