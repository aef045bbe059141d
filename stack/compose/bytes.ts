import { StackError } from '../stack-error.ts';

const factors: Readonly<Record<string, number>> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** Sizes as Docker and Go write them: `80m`, `8g`, `32MiB`, `1024`. All are powers of 1024, m as well as MiB. */
export function parseBytes(text: string): number {
  const match = /^(\d+)\s*(?:([bkmg])(?:i?b)?)?$/i.exec(text.trim());
  const [, digits = '', unit = 'b'] = match ?? [];
  const factor = factors[unit.toLowerCase()];
  if (match === null || factor === undefined) throw new StackError('ERR_CONFIG', `not a size: ${JSON.stringify(text)}`);
  return Number(digits) * factor;
}
