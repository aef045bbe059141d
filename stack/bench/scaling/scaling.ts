import { join } from 'node:path';
import { usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { type StackFiles, stackFiles } from '../components/stack-files.ts';
import { withReadAhead } from '../process/with-read-ahead.ts';
import { valueKinds } from './disk-values.ts';
import { loadReport } from './load-report.ts';
import { type DiskUse, measureDisk } from './measure-disk.ts';
import { type LoadMeasured, type LoadPlan, measureLoad } from './measure-load.ts';
import { measureQueries, week } from './measure-queries.ts';
import { diskReport, queriesReport } from './scaling-report.ts';
import { readStoreBounds } from './store-bounds.ts';

const bySeries: readonly LoadPlan[] = [100, 1_000, 5_000, 10_000, 20_000].map((seriesCount) => ({
  seriesCount,
  intervalSeconds: 15,
}));
const byInterval: readonly LoadPlan[] = [1, 5, 15, 30, 60].map((intervalSeconds) => ({
  seriesCount: 1_000,
  intervalSeconds,
}));

const parts = ['series', 'interval', 'disk', 'queries'] as const;
type PartName = (typeof parts)[number];
type Part = Pick<BenchResult, 'tables' | 'figures' | 'findings'>;

export const scaling: Benchmark = {
  name: 'scaling',
  answers:
    'What do memory and processor time grow with, how much disk does a week take, and how long does each panel take over it?',
  takes:
    '35 minutes: 10 loads of 2 minutes (--minutes) and one more each, a week of readings in 4 kinds, every panel 20 times',
  needs: 'Linux, root',
  options: { minutes: 2 },
  choices: parts,
  run: runScaling,
};

function runScaling(context: BenchContext): Promise<BenchResult> {
  // Before the copies of the binaries are opened: with 8 MiB of it, as some servers have, the collector thrashes in its limit.
  return withReadAhead({ folder: context.workDir, kilobytes: usualReadAheadKilobytes }, async ({ kilobytes }) => {
    const files = await stackFiles(context);
    const measured: Part[] = [];
    for (const name of parts.filter((part) => context.only === undefined || part === context.only)) {
      measured.push(await measure[name](context, files));
    }
    return {
      tables: Object.assign({}, ...measured.map(({ tables }) => tables)),
      figures: Object.assign({}, ...measured.map(({ figures }) => figures)),
      findings: measured.flatMap(({ findings }) => findings),
      settings: {
        week,
        limits: files.limits,
        loadsWithin: 'no hard limit; GOMEMLIMIT and all flags as shipped',
        readAheadKilobytes: kilobytes,
      },
    };
  });
}

const measure: Readonly<Record<PartName, (context: BenchContext, files: StackFiles) => Promise<Part>>> = {
  series: async (context, files) => loadReport('series', await loads(bySeries, context, files)),
  interval: async (context, files) => loadReport('interval', await loads(byInterval, context, files)),
  disk: async ({ root, workDir, progress }, files) => {
    const uses: DiskUse[] = [];
    for (const kind of await valueKinds(root)) {
      const step = progress.step(`a week of readings: ${kind.name}`);
      uses.push(await measureDisk(kind, files, join(workDir, 'disk')));
      step.done();
    }
    return diskReport(uses, await readStoreBounds(root));
  },
  queries: async ({ workDir, progress }, files) => {
    const step = progress.step('every panel over a week');
    const queries = await measureQueries(files, join(workDir, 'queries'), step);
    step.done();
    return queriesReport(queries);
  },
};

async function loads(
  plans: readonly LoadPlan[],
  { workDir, progress, number }: BenchContext,
  files: StackFiles,
): Promise<readonly LoadMeasured[]> {
  const measured: LoadMeasured[] = [];
  for (const [index, plan] of plans.entries()) {
    const title = `${plan.seriesCount} series every ${plan.intervalSeconds} s`;
    const step = progress.step(title, { index: index + 1, of: plans.length });
    measured.push(await measureLoad(plan, { files, folder: join(workDir, 'load'), minutes: number('minutes') }));
    step.done();
  }
  return measured;
}
