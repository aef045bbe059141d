import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Clock } from '../clock.ts';
import { abortable } from './abortable.ts';
import { fileError } from './file-error.ts';
import { type ParsedRecording, parseRecordingCsv } from './recording-csv.ts';
import { type SensorSource, SourceError } from './sensor-source.ts';

/**
 * 215,000 rows like those in recordings/: five months of minutes, or 24 years of hours. The rows, and while they are parsed the file too, are in
 * memory: 21 MB more anonymous memory with such a file, measured on x86-64; with one of 16 MiB 36 MB, of the 72 MiB that the service has in all.
 */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** A file that is not there yet is soon seen. One that is damaged is parsed again more rarely: that can take half a second of CPU. */
const RETRY_MISSING_MILLIS = 1_000;
const RETRY_DAMAGED_MILLIS = 60_000;

export interface ReplayOptions {
  /** CSV; see parseRecordingCsv(). */
  readonly file: string;
  /** How many times faster than recorded: 240 plays an hour in 15 s. */
  readonly speed: number;
}

/**
 * Plays a recording, from its first row at the moment of the first read, and starts over at its end. Each read gives the row that was the latest one at
 * that moment of the recording. Damaged lines are told in the `failures` of the first reading.
 */
export function createReplaySource({ file, speed }: ReplayOptions, { clock }: { readonly clock: Clock }): SensorSource {
  const hardwareId = basename(file, '.csv');
  let loading: Promise<ParsedRecording> | undefined;
  let retryAt = Number.POSITIVE_INFINITY;
  let startedAt: number | undefined;

  /** Goes on when a read gives up on it: the next read finds it done. */
  const load = (): Promise<ParsedRecording> => {
    if (loading !== undefined && clock.monotonic() < retryAt) return loading;
    retryAt = Number.POSITIVE_INFINITY;
    loading = readRecording(file);
    loading.catch((error: unknown) => {
      const isMissing = error instanceof SourceError && error.code === 'not_found';
      retryAt = clock.monotonic() + (isMissing ? RETRY_MISSING_MILLIS : RETRY_DAMAGED_MILLIS);
    });
    return loading;
  };

  return {
    async read(signal) {
      const { recording, damage } = await abortable(load(), file, signal);
      const isFirst = startedAt === undefined;
      startedAt ??= clock.monotonic();
      const playedMillis = (clock.monotonic() - startedAt) * speed;
      return {
        ...recording.at(playedMillis % recording.periodMillis),
        source: 'replay',
        hardwareId,
        ...(isFirst && damage !== undefined && { failures: [damage] }),
      };
    },
  };
}

async function readRecording(file: string): Promise<ParsedRecording> {
  try {
    const stats = await stat(file); // before it is opened: opening a pipe would wait for its writer
    if (!stats.isFile() || stats.size > MAX_FILE_BYTES) {
      const got = stats.isFile() ? `${stats.size} bytes` : 'something else';
      throw new SourceError('malformed', `${file}: expected a file of at most ${MAX_FILE_BYTES} bytes, got ${got}`);
    }
    return parseRecordingCsv(file, await readFile(file));
  } catch (error) {
    throw fileError(error, file);
  }
}
