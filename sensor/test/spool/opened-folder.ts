import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from '../../../stack/test/temp-dir.ts';
import { createSegmentFolder, type SegmentFolder } from '../../src/spool/segment-folder.ts';
import { type SpoolFiles, spoolFiles } from '../../src/spool/spool-files.ts';
import type { SpooledPush } from '../../src/spool/spooled-push.ts';
import { keptPush } from './kept-push.ts';

interface OpenFolder {
  readonly directory?: string;
  readonly limitBytes?: number;
  readonly files?: SpoolFiles;
}

/** A folder with what it dropped, by reason. */
export async function openFolder({ directory, limitBytes = 1_048_576, files = spoolFiles }: OpenFolder = {}) {
  const folder = directory ?? join(await tempDir(), 'spool');
  const drops: Record<string, number> = {};
  const dropped = (reason: string, pushes: number) => {
    drops[reason] = (drops[reason] ?? 0) + pushes;
  };
  const segments = createSegmentFolder({ directory: folder, limitBytes, fsync: true }, { files, dropped });
  await segments.open();
  onTestFinished(() => segments.close());
  return { directory: folder, segments, drops };
}

/** Takes everything out, and gives the numbers of the pushes. */
export async function drain(segments: SegmentFolder): Promise<number[]> {
  const numbers: number[] = [];
  for (let push = await segments.oldest(); push !== undefined; push = await segments.oldest()) {
    numbers.push(numberOf(push));
    await segments.remove(push);
  }
  return numbers;
}

function numberOf(push: SpooledPush): number {
  return [...Array(1000).keys()].find((number) => keptPush(number).body.equals(push.body)) ?? -1;
}

export const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

export async function appendAll(segments: SegmentFolder, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) await segments.append(keptPush(number));
}

export const segmentNames = async (directory: string) =>
  (await readdir(directory)).filter((name) => name.endsWith('.spool'));
