import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSensor } from '../../../sensor/build.ts';
import { usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import { readCompose } from '../../compose/read-compose.ts';
import { createDockerEngine } from '../../docker/docker-engine.ts';
import { readServiceLimits, variantFiles } from '../../limits.ts';
import { freePorts } from '../../native/free-ports.ts';
import { StackError } from '../../stack-error.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { dockerFolder } from '../cold-fit/docker-folder.ts';
import { startPushSink } from '../process/push-sink.ts';
import { withReadAhead } from '../process/with-read-ahead.ts';
import { compileCacheDir, type FlagSet, flagSets } from './flag-sets.ts';
import { type LimitRun, limitReport } from './limit-report.ts';
import { prepare, startLimited } from './limited-start.ts';

export const limitsMegabytes = [44, 48, 56, 64, 80] as const;

export const sensorLimit: Benchmark = {
  name: 'sensor-limit',
  answers:
    'In how little memory does the sensor start from a cold cache and live without thrashing, and what do flags of Node change in that?',
  takes: '50 minutes: 3 runs (--runs) of 8 sets at 5 limits, 24 s each; one set (--only) 6 minutes',
  needs: "Linux, root, Docker, the sensor's image; BENCH_OTHER_NODE=/path/to/node compares another Node with it",
  options: { runs: 3 },
  choices: flagSets.map(({ name }) => name),
  run: runSensorLimit,
};

async function runSensorLimit({ root, workDir, progress, number, only }: BenchContext): Promise<BenchResult> {
  if (process.getuid?.() !== 0) throw new StackError('ERR_UNAVAILABLE', 'only root can drop the page cache');
  const engine = createDockerEngine(process.env);
  const image = (await readCompose(root, variantFiles.default, process.env)).services['sensor']?.['image'];
  if (typeof image !== 'string') throw new StackError('ERR_CONFIG', 'docker-compose.yml has no image of the sensor');
  const { cpus } = await readServiceLimits(root, 'sensor');
  const sets = await prepareFolder(workDir, only);
  const sink = await startPushSink();
  const base = { image, cpus, folder: workDir, pushUrl: sink.url };
  const disk = await dockerFolder(engine);
  const runs: LimitRun[] = [];
  try {
    for (const set of sets.filter(({ env }) => env?.['NODE_COMPILE_CACHE'] !== undefined)) {
      await prepare({ ...base, set, port: await freePort(), limitMegabytes: 512 });
    }
    for (let run = 1; run <= number('runs'); run += 1) {
      for (const [index, set] of sets.entries()) {
        const step = progress.step(`run ${run}: ${set.name}`, { index: index + 1, of: sets.length });
        const place = { folder: disk, kilobytes: set.readAheadKilobytes ?? usualReadAheadKilobytes };
        await withReadAhead(place, async ({ kilobytes: readAheadKilobytes }) => {
          for (const limitMegabytes of limitsMegabytes) {
            const start = await startLimited(engine, { ...base, set, limitMegabytes, port: await freePort() });
            runs.push({ run, set: set.name, limitMegabytes, readAheadKilobytes, ...start });
            step.detail(
              `${limitMegabytes} MiB: ${start.readySeconds ?? 'never'} s, ${start.majorFaultsPerSecond} faults/s`,
            );
          }
        });
        step.done();
      }
    }
  } finally {
    sink.close();
  }
  return limitReport(runs, { image, cpus, sets });
}

/** The bundle as it is now, and the other Node, in a folder that the container may read. */
async function prepareFolder(folder: string, only: string | undefined): Promise<readonly FlagSet[]> {
  await buildSensor(join(folder, 'sensor.mjs'));
  const cache = join(folder, compileCacheDir.split('/').at(-1) ?? '');
  await mkdir(cache);
  await chmod(cache, 0o777);
  await chmod(folder, 0o755); // it was made for its owner alone, and the container is somebody else
  const { BENCH_OTHER_NODE: otherNode } = process.env;
  if (otherNode !== undefined) await copyFile(otherNode, join(folder, 'node'));
  const sets = flagSets.filter(({ isOtherNode }) => isOtherNode !== true || otherNode !== undefined);
  const chosen = sets.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new StackError('ERR_USAGE', `${only} needs BENCH_OTHER_NODE=/path/to/node`);
  return chosen;
}

async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
