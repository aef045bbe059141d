import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { portSpecs } from '../native/ports.ts';
import type { BenchContext, Benchmark, BenchResult } from './benchmark.ts';
import { dotChart } from './chart/dot-chart.ts';
import { median, range, rounded } from './statistics.ts';

const goal = { relation: '<', value: 10 } as const;

export const startOnce: Benchmark = {
  name: 'start-once',
  answers:
    'How long does `npm start -- --once` take with cached binaries: to the first sample in VictoriaMetrics, and to its end?',
  takes: '1 minute: 5 runs (--runs); the first time some minutes more, to build the binaries',
  needs: 'Linux, Go or the network for the first build',
  options: { runs: 5 },
  run: runStartOnce,
};

interface Once {
  readonly sampleSeconds: number;
  readonly exitSeconds: number;
}

async function runStartOnce({ root, workDir, progress, number }: BenchContext): Promise<BenchResult> {
  const filling = progress.step('start-once: a run that is not measured, so that the binaries are cached');
  await once(root, join(workDir, 'data-0'));
  filling.done();
  const step = progress.step(`start-once: ${number('runs')} runs`);
  const runs: Once[] = [];
  for (let run = 1; run <= number('runs'); run += 1) {
    // A new data folder each time, as for somebody who starts it for the first time.
    runs.push(await once(root, join(workDir, `data-${run}`)));
    step.detail(`run ${run}: ${runs.at(-1)?.exitSeconds.toFixed(1)} s`);
  }
  step.done();
  const column = (key: keyof Once) => runs.map((run) => run[key]);
  const finding = (measure: string, values: readonly number[]) => {
    const [lowest, highest] = range(values);
    return {
      measure,
      value: rounded(median(values), 2),
      unit: 's',
      range: [rounded(lowest, 2), rounded(highest, 2)] as const,
    };
  };
  return {
    tables: {
      runs: runs.map(({ sampleSeconds, exitSeconds }, index) => ({
        run: index + 1,
        first_sample_s: rounded(sampleSeconds, 3),
        exit_s: rounded(exitSeconds, 3),
      })),
    },
    figures: {
      time: dotChart({
        title: 'npm start -- --once, from its start, with cached binaries',
        x: { label: 'time', unit: 's', from: 0 },
        groups: [
          { name: 'first sample queried', values: column('sampleSeconds'), median: median(column('sampleSeconds')) },
          { name: 'everything stopped', values: column('exitSeconds'), median: median(column('exitSeconds')) },
        ],
        goal: { value: goal.value, label: 'goal: under 10 s' },
      }),
    },
    findings: [
      finding('start to the first sample', column('sampleSeconds')),
      { ...finding('start to exit 0', column('exitSeconds')), goal },
    ],
    settings: { binaries: 'cached', data: 'a new folder each run', ports: 'any free ones' },
  };
}

/** One start until its end. @throws where it ends with anything but 0. */
async function once(root: string, dataDir: string): Promise<Once> {
  const startedAt = performance.now();
  const passed = (): number => (performance.now() - startedAt) / 1000;
  const child = spawn(process.execPath, [join(root, 'stack/start.ts'), '--once', '--json'], {
    env: environment(dataDir),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let sampleSeconds: number | undefined;
  let fault = 'it gave no reason';
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
    createInterface(child.stdout).on('line', (line) => {
      const event = JSON.parse(line) as { readonly event: string; readonly message?: string };
      if (event.event === 'sample') sampleSeconds ??= passed();
      if (event.event === 'error') fault = event.message ?? fault;
    });
  });
  if (code !== 0 || sampleSeconds === undefined) throw new Error(`npm start -- --once ended with ${code}: ${fault}`);
  return { sampleSeconds, exitSeconds: passed() };
}

/** Nothing of the caller's own settings of the pipeline; whatever Go and the cache folder need stays. */
function environment(dataDir: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^(SENSOR|OTEL|COLLECTOR|VM|STACK)_/.test(name));
  const ports = Object.values(portSpecs).map(({ variable }) => [variable, '0'] as const);
  return { ...Object.fromEntries([...own, ...ports]), STACK_DATA_DIR: dataDir };
}
