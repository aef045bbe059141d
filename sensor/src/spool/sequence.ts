import { open, readFile, rename, writeFile } from 'node:fs/promises';
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
  if (directory === undefined) return createSequence({ first: 1, isNoted: true, save: async () => true });
  const file = join(directory, 'sequence');
  let failing = false;
  const save = async (next: number, state: State): Promise<boolean> => {
    try {
      await within(write(directory, file, format(next, state)), WAIT_MILLIS);
      failing = false;
    } catch (error) {
      if (!failing) log.warn('the number of the next push could not be noted', { file, error });
      failing = true;
    }
    return !failing;
  };
  const first = await within(read(file), WAIT_MILLIS).catch((error: unknown) => {
    log.warn('the number of the last push is unknown, numbers begin at 1 again', { file, error });
    return 1;
  });
  return createSequence({ first, isNoted: await save(first, 'running'), save });
}

type State = 'running' | 'stopped';

interface SequenceStart {
  readonly first: number;
  /** That the numbers of this process are in use is written down: after a kill none of them comes again. */
  readonly isNoted: boolean;
  /** Settles its own errors; false where it could not. */
  readonly save: (next: number, state: State) => Promise<boolean>;
}

function createSequence({ first, isNoted, save }: SequenceStart): Sequence {
  let upcoming = first;
  let noted = isNoted;
  let saving: Promise<void> | undefined;
  const note = (number: number): void => {
    saving ??= save(number, 'running').then((done) => {
      noted = done;
      saving = undefined;
    });
  };
  return {
    next() {
      const number = upcoming;
      upcoming += 1;
      if (number !== first && number % SEQUENCE_BLOCK === 1) noted = false;
      if (!noted) note(number); // again with each push: a disk that was full may have room
      return number;
    },
    async close() {
      await saving; // or it could be the later of the two
      await save(upcoming, 'stopped');
    },
  };
}

/** The first number of this process. */
async function read(file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return 1;
  const [, next = '', state] = /^(\d{1,15}) (running|stopped) [0-9a-f]{8}\n/.exec(text) ?? [];
  const number = Number(next);
  if (state === undefined || number < 1 || !text.startsWith(format(number, state as State))) throw new Error('damaged');
  return state === 'stopped' ? number : (Math.floor((number - 1) / SEQUENCE_BLOCK) + 1) * SEQUENCE_BLOCK + 1;
}

function format(next: number, state: State): string {
  const content = `${next} ${state}`;
  return `${content} ${crc32(content).toString(16).padStart(8, '0')}\n`;
}

async function write(directory: string, file: string, text: string): Promise<void> {
  await spoolFiles.makeFolder(directory, 0o700);
  try {
    await replace(directory, file, text);
  } catch (error) {
    // A full disk has no block for a second file, but the one of the first can be written again. An old note would let numbers come twice.
    await overwrite(file, text).catch(() => Promise.reject(error));
  }
}

/** Whole or not at all, whenever the power goes. */
async function replace(directory: string, file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  await spoolFiles.syncFolder(directory);
}

/** Within one sector, and not cut to its length: behind its line what was there before may be longer, and between two steps a kill would leave neither. */
async function overwrite(file: string, text: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(text, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
