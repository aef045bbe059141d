import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createSmallDisk, isRoot, type SmallDisk } from '../../faults/small-disk.ts';
import { numberedMetric, pushNumber } from '../../numbered-pushes.ts';
import { tempDir } from '../temp-dir.ts';
import { createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

const mebibyte = 1024 * 1024;
const canMount = process.platform === 'linux' && isRoot;
const why = canMount ? '' : ' (skipped: only root may mount a small disk)';

describe.skipIf(withoutBinaries || !canMount)(`a full disk [needs collector and VictoriaMetrics]${why}`, () => {
  let pipeline: Pipeline;
  beforeEach(async () => {
    pipeline = await createPipeline();
  });
  afterEach(() => pipeline?.close());

  /** Gone when the test is over; its users have ended by then. */
  const smallDisk = async (mebibytes: number): Promise<SmallDisk> => {
    const disk = await createSmallDisk(join(await tempDir(), 'disk'), mebibytes * mebibyte);
    onTestFinished(disk.remove);
    return disk;
  };
  const push = (number: number) =>
    pushNumber(`http://127.0.0.1:${pipeline.ports.otlpHttp}`, number, { paddingBytes: 20_000 });
  /** Pushes until one is refused; the numbers that were taken are 1 to this. */
  const pushUntilRefused = async (bound: number): Promise<{ acknowledged: number; status: number }> => {
    for (let number = 1; number <= bound; number += 1) {
      const status = await push(number);
      if (status !== 200) return { acknowledged: number - 1, status };
    }
    throw new Error(`${bound} pushes were all taken`);
  };
  let look = 0;
  const missingOf = async (upTo: number): Promise<readonly number[]> => {
    look += 1;
    const series = await pipeline.store.export(`${numberedMetric}{look!="${look}"}`);
    const seen = new Set(series.flatMap(({ values }) => values));
    return Array.from({ length: upTo }, (_, index) => index + 1).filter((number) => !seen.has(number));
  };
  const allStored = (upTo: number) =>
    eventually(
      () => missingOf(upTo),
      (missing) => missing.length === 0,
      60_000,
    );

  test('of the queue: pushes are refused with 503, taken again once there is space, and none that was taken is lost', async () => {
    const disk = await smallDisk(6);
    await pipeline.start('collector', { COLLECTOR_QUEUE_DIR: disk.path });
    const { acknowledged, status } = await pushUntilRefused(1_000);
    expect(status).toBe(503);
    expect(acknowledged).toBeGreaterThan(20);
    await disk.resize(64 * mebibyte);
    await eventually(
      () => push(acknowledged + 1),
      (answer) => answer === 200,
    );
    await pipeline.start('victoriametrics');
    await allStored(acknowledged + 1);
  });

  test('that VictoriaMetrics has filled up to its reserve: the queue takes over, and nothing is lost', async () => {
    const data = await smallDisk(320);
    const ballast = join(data.path, 'ballast');
    await pipeline.start('victoriametrics', {}, [`-storageDataPath=${join(data.path, 'victoriametrics')}`]);
    // Less than -storage.minFreeDiskSpaceBytes is left, more than the queue can grow to.
    await writeFile(ballast, Buffer.alloc(100 * 1024 * 1024));
    await pipeline.start('collector', { COLLECTOR_QUEUE_DIR: join(data.path, 'queue') });
    const metrics = `http://127.0.0.1:${pipeline.ports.victoriaMetrics}/metrics`;
    await eventually(
      async () => (await fetch(metrics)).text(),
      (text) => /vm_storage_is_read_only\{.*\} 1/.test(text),
    );
    for (let number = 1; number <= 100; number += 1) expect(await push(number)).toBe(200);
    expect(await missingOf(100)).toHaveLength(100);
    await rm(ballast);
    await allStored(100);
  });
});
