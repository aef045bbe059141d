/** `npm run bench`: runs one benchmark, writes what it measured, and prints a summary. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { exitCodeOf } from '../exit-code.ts';
import { createProgress } from '../progress.ts';
import { createScreen } from '../screen.ts';
import { exitCodes } from '../stack-error.ts';
import { listenForStop } from '../stop-signals.ts';
import { benchHelp } from './bench-help.ts';
import { type BenchOptions, parseBenchOptions, usage } from './bench-options.ts';
import { type Benchmark, type BenchNumber, benchNumbers } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import { readConditions } from './conditions.ts';
import { summaryText } from './summary.ts';
import { resultFolder, writeResult } from './write-result.ts';

const root = join(import.meta.dirname, '../..');

const { stopSignal, killSignal } = listenForStop(process);
process.exitCode = await exitCodeOf('npm run bench', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const options = parseBenchOptions(args);
  if (options.help || options.name === undefined) {
    process.stdout.write(benchHelp(benchmarks));
    return 0;
  }
  const benchmark = named(options.name);
  exitWhenStopped(benchmark);
  await runBenchmark(benchmark, options);
  // Whatever it was still measuring goes with it.
  if (stopSignal.aborted) process.exit(exitCodes.ERR_INTERRUPTED);
  return 0;
}

/** Ending through process.exit() takes the measured processes along. */
function exitWhenStopped({ reportsWhenStopped = false }: Benchmark): void {
  const exit = (): never => process.exit(exitCodes.ERR_INTERRUPTED);
  (reportsWhenStopped ? killSignal : stopSignal).addEventListener('abort', exit);
}

async function runBenchmark(benchmark: Benchmark, options: BenchOptions): Promise<void> {
  const numbers = numbersFor(benchmark, options);
  checkChoice(benchmark, options);
  const conditions = await readConditions(root, commandOf(benchmark, options));
  // Not in the system's temporary folder: where that is in memory, nothing in it is ever read from a disk.
  await mkdir(join(root, 'dist'), { recursive: true });
  const workDir = await mkdtemp(join(root, 'dist/bench-'));
  process.once('exit', () => rmSync(workDir, { recursive: true, force: true }));
  const result = await benchmark.run({
    root,
    workDir,
    progress: createProgress(createScreen(process.stderr)),
    number: (name) => numbers[name] ?? 0,
    only: options.only,
    stopSignal,
  });
  const outDir = options.outDir === undefined ? join(root, 'docs/measurements') : resolve(options.outDir);
  const dir = resultFolder(outDir, benchmark.name, options.only);
  const files = await writeResult(dir, result, conditions);
  if (options.json) process.stdout.write(`${JSON.stringify({ name: benchmark.name, findings: result.findings })}\n`);
  else process.stdout.write(`${summaryText(result.findings)}\n${relative(process.cwd(), dir)}: ${files.join(', ')}\n`);
}

/** As it can be repeated anywhere: without the folder that it wrote to. */
function commandOf({ name }: Benchmark, { numbers, only }: BenchOptions): string {
  const flags = benchNumbers.flatMap((option) =>
    numbers[option] === undefined ? [] : [`--${option} ${numbers[option]}`],
  );
  return ['npm run bench --', name, ...flags, ...(only === undefined ? [] : [`--only ${only}`])].join(' ');
}

function named(name: string): Benchmark {
  const found = benchmarks.find((benchmark) => benchmark.name === name);
  if (found === undefined) throw usage(`there is no benchmark ${JSON.stringify(name)}`);
  return found;
}

function numbersFor(
  { name, options: understood }: Benchmark,
  { numbers }: BenchOptions,
): Partial<Record<BenchNumber, number>> {
  const foreign = benchNumbers.find((option) => numbers[option] !== undefined && understood[option] === undefined);
  if (foreign !== undefined) throw usage(`${name} does not take --${foreign}`);
  return { ...understood, ...numbers };
}

function checkChoice({ name, choices = [] }: Benchmark, { only }: BenchOptions): void {
  if (only === undefined || choices.includes(only)) return;
  throw usage(
    choices.length === 0
      ? `${name} does not take --only`
      : `--only must be one of ${choices.join(', ')}, got ${JSON.stringify(only)}`,
  );
}
