import type { Progress } from '../progress.ts';

export interface Benchmark {
  readonly name: string;
  /** The question, in one line. */
  readonly answers: string;
  readonly takes: string;
  readonly needs: string;
  /** Which of the options below it understands, with what it takes without them. */
  readonly options: Partial<Readonly<Record<BenchNumber, number>>>;
  /** What --only takes one of; undefined: it does not take it. */
  readonly choices?: readonly string[];
  /** Whether Ctrl-C ends it with a report; any other benchmark has none to give by then. */
  readonly reportsWhenStopped?: boolean;
  run(context: BenchContext): Promise<BenchResult>;
}

/** Length or repetitions of a benchmark, or the seed of its random moments, as whole numbers from 1 on. */
export const benchNumbers = ['minutes', 'runs', 'seconds', 'pushes', 'seed'] as const;
export type BenchNumber = (typeof benchNumbers)[number];

export interface BenchContext {
  /** The repository. */
  readonly root: string;
  /** An empty folder on a real disk, removed afterwards. */
  readonly workDir: string;
  readonly progress: Progress;
  /** The option as given, or the benchmark's default. */
  number(name: BenchNumber): number;
  /** One of the benchmark's choices; undefined: all of them. */
  readonly only: string | undefined;
  /** Aborted by Ctrl-C, where the benchmark reports then. */
  readonly stopSignal: AbortSignal;
}

export interface BenchResult {
  /** Raw data: file name without its ending -> rows of equal keys. */
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Figures: file name without its ending -> SVG. */
  readonly figures: Readonly<Record<string, string>>;
  /** Anything else: file name -> content. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly findings: readonly Finding[];
  /** What the raw data does not say by itself; goes to conditions.json. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export type Row = Readonly<Record<string, string | number | null>>;

export interface Finding {
  readonly measure: string;
  /** Null where it could not be measured; the note says why. */
  readonly value: number | null;
  readonly unit: string;
  readonly range?: readonly [lowest: number, highest: number];
  readonly goal?: Goal;
  readonly note?: string;
}

export interface Goal {
  readonly relation: '<' | '<=' | '>=';
  readonly value: number;
}

export function meetsGoal(value: number, { relation, value: bound }: Goal): boolean {
  if (relation === '<') return value < bound;
  return relation === '<=' ? value <= bound : value >= bound;
}
