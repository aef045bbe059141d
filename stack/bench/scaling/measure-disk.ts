import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { anyPorts, reservePorts } from '../../native/ports.ts';
import type { Component } from '../components/component.ts';
import { victoriaMetricsComponent } from '../components/stack-components.ts';
import type { StackFiles } from '../components/stack-files.ts';
import { storedSeries, type ValueKind } from './disk-values.ts';
import { importSeries, weekOfPushes } from './week.ts';

export interface DiskUse {
  readonly kind: ValueKind;
  readonly samples: number;
  /** Of the samples alone. */
  readonly dataBytes: number;
  /** Names, labels, caches: they grow with the series, not with the samples. */
  readonly otherBytes: number;
}

const unlimited = { memoryBytes: undefined, cpus: undefined } as const;
export const pushIntervalMillis = 15_000;

/** A week of one kind of readings in a store of its own, merged as after a quiet night, stopped, counted. */
export async function measureDisk(kind: ValueKind, files: StackFiles, folder: string): Promise<DiskUse> {
  await mkdir(folder, { recursive: true });
  const ports = await reservePorts(anyPorts);
  const store = await victoriaMetricsComponent({ files, folder, ports }, unlimited);
  try {
    await store.start();
    const url = `http://127.0.0.1:${ports.victoriaMetrics}`;
    const timestamps = weekOfPushes(Date.now(), pushIntervalMillis);
    const [first = 0] = timestamps;
    for (const [series, labels] of storedSeries.entries()) {
      const values = timestamps.map((time) => kind.value(series, time - first));
      await importSeries(url, { labels, timestamps, values });
    }
    for (const path of ['/internal/force_flush', '/internal/force_merge']) await fetch(`${url}${path}`);
    const samples = storedSeries.length * timestamps.length;
    return { kind, samples, ...(await stoppedSize(store, join(folder, 'victoriametrics'))) };
  } finally {
    await store.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function stoppedSize(store: Component, folder: string): Promise<Pick<DiskUse, 'dataBytes' | 'otherBytes'>> {
  await store.stop();
  const all = await sizeOf(folder);
  // The store's own metrics are in there as well: some thousand samples among 240,000.
  const dataBytes = await sizeOf(join(folder, 'data'));
  return { dataBytes, otherBytes: all - dataBytes };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
