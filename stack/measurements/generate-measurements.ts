import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../bench/benchmark.ts';
import { replaceBlock } from './block.ts';
import { faultTable } from './fault-table.ts';
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
  const folder = join(root, 'docs/measurements');
  const measured = await readAll(folder, benchmarks);
  const file = async (path: string, blocks: Readonly<Record<string, string>>): Promise<GeneratedTable> => {
    const found = await readFile(join(root, path), 'utf8');
    const put = (text: string, [name, content]: [string, string]) => replaceBlock(text, { name, content, where: path });
    return { path, found, wanted: Object.entries(blocks).reduce(put, found) };
  };
  return [
    await file('README.md', { headline: headlineTable(measured), faults: await faultTable(folder) }),
    await file('docs/measurements/README.md', { results: resultsTable(benchmarks, measured) }),
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
