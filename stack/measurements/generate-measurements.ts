import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../bench/benchmark.ts';
import { replaceBlock } from './block.ts';
import { headlineTable } from './headline.ts';
import { type Measured, readMeasured } from './read-measured.ts';
import { resultsTable } from './results.ts';

/** A file with a table that is made from the measurements. */
export interface GeneratedTable {
  /** Below the root. */
  readonly path: string;
  /** The whole file as it is, and as it should be. */
  readonly found: string;
  readonly wanted: string;
}

/** @throws where a file has not one place for its table, or a measurement lacks what a table speaks of. */
export async function generateMeasurements(
  root: string,
  benchmarks: readonly Benchmark[],
): Promise<readonly GeneratedTable[]> {
  const measured = await readAll(join(root, 'docs/measurements'), benchmarks);
  const file = async (path: string, name: string, content: string): Promise<GeneratedTable> => {
    const found = await readFile(join(root, path), 'utf8');
    return { path, found, wanted: replaceBlock(found, { name, content, where: path }) };
  };
  return [
    await file('README.md', 'headline', headlineTable(measured)),
    await file('docs/measurements/README.md', 'results', resultsTable(benchmarks, measured)),
  ];
}

export function differingPaths(tables: readonly GeneratedTable[]): readonly string[] {
  return tables.filter(({ found, wanted }) => found !== wanted).map(({ path }) => path);
}

export async function writeMeasurements(root: string, tables: readonly GeneratedTable[]): Promise<void> {
  for (const { path, found, wanted } of tables) if (found !== wanted) await writeFile(join(root, path), wanted);
}

async function readAll(folder: string, benchmarks: readonly Benchmark[]): Promise<ReadonlyMap<string, Measured>> {
  const found = await Promise.all(
    benchmarks.map(async ({ name }) => [name, await readMeasured(folder, name)] as const),
  );
  return new Map(found.filter((entry): entry is readonly [string, Measured] => entry[1] !== undefined));
}
