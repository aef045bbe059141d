import { rounded } from '../statistics.ts';

/** MiB, because that is what Docker's `m` is. */
export function mebibytes(bytes: number): number {
  return rounded(bytes / 1024 / 1024, 1);
}
