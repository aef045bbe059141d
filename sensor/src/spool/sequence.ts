import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Log } from '../log.ts';
import { within } from '../within.ts';
import { spoolFiles } from './spool-files.ts';

/**
 * After a stop that nobody could note (kill -9, power cut) numbering goes on at the next multiple of this plus one: which number was the last is
 * unknown, for writing each would wear the flash. stack/loss-expression.ts knows the rule, so that the step is no loss. 173 days of pushes at 15 s.
 */
export const SEQUENCE_BLOCK = 1_000_000;

/** A disk that does not answer must not keep the service from starting or stopping. */
const WAIT_MILLIS = 1_000;

/** Numbers of pushes. Without a directory they begin at 1 with each process; with one, no number is ever used twice. */
export interface Sequence {
  next(): number;
  /** Notes the last number, so that the next process goes on behind it. */
  close(): Promise<void>;
}

export async function openSequence(directory: string | undefined, { log }: { readonly log: Log }): Promise<Sequence> {
  if (directory === undefined) return createSequence(1, async () => {});
  const file = join(directory, 'sequence');
  const save = async (next: number, state: State): Promise<void> => {
    try {
      await within(write(directory, file, format(next, state)), WAIT_MILLIS);
    } catch (error) {
      log.warn('the number of the next push could not be noted', { file, error });
    }
  };
  const first = await within(read(file), WAIT_MILLIS).catch((error: unknown) => {
    log.warn('the number of the last push is unknown, numbers begin at 1 again', { file, error });
    return 1;
  });
  await save(first, 'running');
  return createSequence(first, save);
}

type State = 'running' | 'stopped';

function createSequence(first: number, save: (next: number, state: State) => Promise<void>): Sequence {
  let upcoming = first;
  return {
    next() {
      const number = upcoming;
      upcoming += 1;
      if (number !== first && number % SEQUENCE_BLOCK === 1) void save(number, 'running'); // save settles its own errors
      return number;
    },
    close: () => save(upcoming, 'stopped'),
  };
}

/** The first number of this process. */
async function read(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 1;
  const [, next = '', state] = /^(\d{1,15}) (running|stopped) [0-9a-f]{8}\n$/.exec(text) ?? [];
  const number = Number(next);
  if (state === undefined || number < 1 || text !== format(number, state as State)) throw new Error('damaged');
  return state === 'stopped' ? number : (Math.floor((number - 1) / SEQUENCE_BLOCK) + 1) * SEQUENCE_BLOCK + 1;
}

function format(next: number, state: State): string {
  const content = `${next} ${state}`;
  return `${content} ${crc32(content).toString(16).padStart(8, '0')}\n`;
}

/** Whole or not at all, whenever the power goes. */
async function write(directory: string, file: string, text: string): Promise<void> {
  await spoolFiles.makeFolder(directory, 0o700);
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  await spoolFiles.syncFolder(directory);
}
