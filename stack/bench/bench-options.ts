import { parseCommandLine, usageError } from '../command-line.ts';
import { type BenchNumber, benchNumbers } from './benchmark.ts';

export interface BenchOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Undefined: list what there is. */
  readonly name: string | undefined;
  /** Where results go; undefined: the repository's own measurements. */
  readonly outDir: string | undefined;
  /** One part of a benchmark; undefined: all of it. */
  readonly only: string | undefined;
  readonly numbers: Partial<Readonly<Record<BenchNumber, number>>>;
}

/** A day in minutes is more than any benchmark needs, and a slip of the finger beyond it would never end. */
const maxNumber = 10_000;

export const usage = usageError('npm run bench -- --help lists the benchmarks and options');

export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  if (positionals.length > 1) throw usage(`one benchmark at a time, got ${positionals.join(' ')}`);
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    name: positionals[0],
    outDir: values.out,
    only: values.only,
    numbers: numbersOf(values),
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        out: { type: 'string' },
        only: { type: 'string' },
        minutes: { type: 'string' },
        runs: { type: 'string' },
        seconds: { type: 'string' },
        pushes: { type: 'string' },
        seed: { type: 'string' },
      },
    },
    usage,
  );
}

function numbersOf(values: Readonly<Partial<Record<BenchNumber, string>>>): BenchOptions['numbers'] {
  const numbers: Partial<Record<BenchNumber, number>> = {};
  for (const name of benchNumbers) {
    const text = values[name];
    if (text === undefined) continue;
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < 1 || number > maxNumber) {
      throw usage(`--${name} must be a whole number from 1 to ${maxNumber}, got ${JSON.stringify(text)}`);
    }
    numbers[name] = number;
  }
  return numbers;
}
