import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../bench/benchmark.ts';
import type { Conditions } from '../bench/conditions.ts';
import { createFindings, type Findings } from './findings.ts';

/** What the last runs of a benchmark have left. */
export interface Measured {
  readonly findings: Findings;
  /** Of the run of the whole first, then of the parts that were measured again after it. */
  readonly conditions: readonly [Conditions, ...Conditions[]];
  /** Below the benchmark's folder. */
  readonly figures: readonly string[];
}

interface Run {
  readonly findings: readonly Finding[];
  readonly conditions: Conditions;
  readonly figures: readonly string[];
}

/**
 * Undefined where it has never been run as a whole. A part that was measured again since (`--only PART`, in a folder of its own) replaces what
 * the whole says of it: what is published is what holds for the files as they are.
 */
export async function readMeasured(folder: string, benchmark: string): Promise<Measured | undefined> {
  const dir = join(folder, benchmark);
  const whole = await readRun(dir);
  if (whole === undefined) return undefined;
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const parts = await Promise.all(names.toSorted().map((name) => readRun(join(dir, name), `${name}/`)));
  const newer = parts.filter(
    (part) => part !== undefined && part.conditions.date > whole.conditions.date,
  ) as readonly Run[];
  return {
    findings: createFindings(benchmark, newer.reduce(replaced, whole.findings)),
    conditions: [whole.conditions, ...newer.map(({ conditions }) => conditions)],
    figures: [whole, ...newer].flatMap(({ figures }) => figures),
  };
}

/**
 * A measure is known by its name without what was counted (`lost of 41000 acknowledged points`), which differs from run to run; one that is there
 * for the first time comes last.
 */
function replaced(before: readonly Finding[], { findings: part }: Run): readonly Finding[] {
  const known = ({ measure }: Finding): string => measure.replace(/\bof \d+/, 'of so many');
  const inPart = new Map(part.map((finding) => [known(finding), finding]));
  const kept = before.map((finding) => inPart.get(known(finding)) ?? finding);
  return [...kept, ...part.filter((finding) => !kept.includes(finding))];
}

async function readRun(dir: string, prefix = ''): Promise<Run | undefined> {
  const names: readonly string[] = await readdir(dir).catch(() => []);
  if (!names.includes('findings.json') || !names.includes('conditions.json')) return undefined;
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(dir, name), 'utf8'));
  return {
    findings: (await json('findings.json')) as readonly Finding[],
    conditions: (await json('conditions.json')) as Conditions,
    figures: names
      .filter((name) => name.endsWith('.svg'))
      .toSorted()
      .map((name) => `${prefix}${name}`),
  };
}
