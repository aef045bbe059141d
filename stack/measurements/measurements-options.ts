import { parseCommandLine, usageError } from '../command-line.ts';

export interface MeasurementsOptions {
  readonly help: boolean;
  /** Compare instead of write. */
  readonly check: boolean;
}

const usage = usageError('npm run measurements -- --help lists the options');

export function parseMeasurementsOptions(args: readonly string[]): MeasurementsOptions {
  const options = { help: { type: 'boolean', short: 'h' }, check: { type: 'boolean' } } as const;
  const { help = false, check = false } = parseCommandLine({ args: [...args], options }, usage).values;
  return { help, check };
}
