import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

/** What the store is set for. */
export interface StoreBounds {
  readonly retentionDays: number;
  /** That one query may touch: with more of them the dashboards end in errors. */
  readonly series: number;
}

/** From victoriametrics/flags.env, where they stand. */
export async function readStoreBounds(root: string): Promise<StoreBounds> {
  return parseStoreBounds(await readFile(join(root, 'victoriametrics/flags.env'), 'utf8'));
}

/** @throws where one of them is missing, or the retention is not in days. */
export function parseStoreBounds(text: string): StoreBounds {
  const { VM_retentionPeriod: retention = '', VM_search_maxUniqueTimeseries: series = '' } = parseEnv(text);
  const days = /^(\d+)d$/.exec(retention)?.[1];
  if (days === undefined) throw new Error(`flags.env: VM_retentionPeriod must be like 7d, got ${retention}`);
  if (!/^\d+$/.test(series))
    throw new Error(`flags.env: VM_search_maxUniqueTimeseries must be a number, got ${series}`);
  return { retentionDays: Number(days), series: Number(series) };
}
