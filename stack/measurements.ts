/** `npm run measurements`: writes the tables of measurements from the data of the benchmarks, or compares them with it. */
import { join } from 'node:path';
import { benchmarks } from './bench/benchmarks.ts';
import { exitCodeOf } from './exit-code.ts';
import { differingPaths, generateMeasurements, writeMeasurements } from './measurements/generate-measurements.ts';
import { measurementsHelp } from './measurements/measurements-help.ts';
import { parseMeasurementsOptions } from './measurements/measurements-options.ts';

const root = join(import.meta.dirname, '..');

process.exitCode = await exitCodeOf('npm run measurements', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const { help, check } = parseMeasurementsOptions(args);
  if (help) {
    process.stdout.write(measurementsHelp);
    return 0;
  }
  const tables = await generateMeasurements(root, benchmarks);
  const differing = differingPaths(tables).map((path) => `differs: ${path}\n`);
  if (check && differing.length > 0) {
    process.stderr.write(`${differing.join('')}npm run measurements writes them from docs/measurements\n`);
    return 1;
  }
  if (!check) await writeMeasurements(root, tables);
  process.stdout.write(
    differing.length === 0 ? 'nothing differs\n' : differing.join('').replaceAll('differs', 'written'),
  );
  return 0;
}
