import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchResult } from './benchmark.ts';
import type { Conditions } from './conditions.ts';
import { csv } from './csv.ts';

/** A part that was measured alone goes to a folder of its own: it must not take the place of the whole. */
export function resultFolder(outDir: string, name: string, only: string | undefined): string {
  return join(outDir, name, ...(only === undefined ? [] : [only]));
}

/** Raw data, figures, findings and conditions of one benchmark, each overwriting what was there. Returns the files' names. */
export async function writeResult(
  dir: string,
  result: BenchResult,
  conditions: Conditions,
): Promise<readonly string[]> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const files: Record<string, string> = {
    ...result.texts,
    'conditions.json': json({ ...conditions, settings: result.settings }),
    'findings.json': json(result.findings),
  };
  for (const [name, rows] of Object.entries(result.tables)) files[`${name}.csv`] = csv(rows);
  for (const [name, svg] of Object.entries(result.figures)) files[`${name}.svg`] = svg;
  await mkdir(dir, { recursive: true });
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(dir, name), content)));
  return Object.keys(files);
}
