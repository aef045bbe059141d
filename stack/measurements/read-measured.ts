import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../bench/benchmark.ts';
import type { Conditions } from '../bench/conditions.ts';
import { createFindings, type Findings } from './findings.ts';

/** What the last run of a benchmark has left. */
export interface Measured {
  readonly findings: Findings;
  readonly conditions: Conditions;
  /** File names. */
  readonly figures: readonly string[];
}

/** Undefined where it has never been run. */
export async function readMeasured(folder: string, benchmark: string): Promise<Measured | undefined> {
  const dir = join(folder, benchmark);
  const names: readonly string[] = await readdir(dir).catch(() => []);
  if (!names.includes('findings.json') || !names.includes('conditions.json')) return undefined;
  const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(dir, name), 'utf8'));
  return {
    findings: createFindings(benchmark, (await json('findings.json')) as readonly Finding[]),
    conditions: (await json('conditions.json')) as Conditions,
    figures: names.filter((name) => name.endsWith('.svg')).toSorted(),
  };
}
