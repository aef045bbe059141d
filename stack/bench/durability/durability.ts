import { resolveAll } from '../../binaries/resolve-all.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { lossFigure, lossFindings, lossRow } from './loss-report.ts';
import { type Loss, measureLosses } from './measure-losses.ts';
import { measureWrites, type WriteSample } from './measure-writes.ts';
import { writeFigure, writeFindings, writeRow } from './write-report.ts';

export const durability: Benchmark = {
  name: 'durability',
  answers:
    'What does each durability profile write to the medium a day, and how much acknowledged data does a kill -9 or a power cut cost?',
  takes: '40 minutes (--minutes of watching, --runs rounds of faults)',
  needs: 'Linux, root, loop devices, mkfs.ext4',
  options: { minutes: 30, runs: 12 },
  choices: ['writes', 'losses'],
  run: runDurability,
};

async function runDurability(context: BenchContext): Promise<BenchResult> {
  const { root, progress, only } = context;
  // Every component and every disk is ended with this process: dozens of listeners, and no leak.
  process.setMaxListeners(0);
  const binaries = await resolveAll(root, { env: process.env, progress, signal: new AbortController().signal });
  const writes: readonly WriteSample[] = only === 'losses' ? [] : await measureWrites(context, binaries);
  const losses: readonly Loss[] = only === 'writes' ? [] : await measureLosses(context, binaries);
  return {
    tables: {
      ...(writes.length > 0 && { writes: writes.map(writeRow) }),
      ...(losses.length > 0 && { losses: losses.map(lossRow) }),
    },
    figures: {
      ...(writes.length > 0 && { writes: writeFigure(writes) }),
      ...(losses.length > 0 && { losses: lossFigure(losses) }),
    },
    findings: [...writeFindings(writes), ...lossFindings(losses)],
    settings: {
      fileSystem: 'ext4 with its defaults, noatime, on a loop device',
      load: 'the sensor, the host and the components themselves every 15 s, and 0 or 10 devices x 100 series',
      pushesOfTheLossRounds: 'one point every 250 ms',
    },
  };
}
