import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Fault, rounds, pushes, lost, and what may be lost; times and memory are beside it. */
const columns = 5;

/** The matrix of faults as its benchmark left it, for people who read on: folded up, for it has forty lines. */
export async function faultTable(folder: string): Promise<string> {
  const matrix = await readFile(join(folder, 'faults/matrix.md'), 'utf8');
  const lines = matrix
    .trimEnd()
    .split('\n')
    .map((line) => `${line.split(' | ').slice(0, columns).join(' | ')} |\n`);
  return `<details><summary>Each fault: pushes, and how many of them were lost</summary>\n\n${lines.join('')}\n</details>\n`;
}
