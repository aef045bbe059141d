import { repeat } from '../process/repeat.ts';
import type { SeenSamples } from './slots.ts';
import type { StoreReader } from './store-reader.ts';

export interface StoreAge {
  readonly atMillis: number;
  /** Of the newest sample that anybody could have read so far. */
  readonly ageSeconds: number;
  readonly isStoreAway: boolean;
}

export interface StoreRecord {
  readonly seen: SeenSamples;
  readonly ages: readonly StoreAge[];
  /** @param timestamps what the store held at that moment; undefined: it did not answer. */
  note(timestamps: readonly number[] | undefined, atMillis: number): void;
}

export interface StoreWatch extends Pick<StoreRecord, 'seen' | 'ages'> {
  stop(): Promise<void>;
}

/**
 * What a slot's lateness and the age of the newest sample are accurate to. Not more often: every look is work of the store, and is counted as
 * its processor time.
 */
export const pollMillis = 3_000;

/** Looks again and again which samples the store holds, and when each was seen for the first time. */
export function watchStore(reader: StoreReader, sinceMillis: number): StoreWatch {
  const record = createStoreRecord(sinceMillis);
  const look = async (): Promise<void> => {
    const timestamps = await reader.timestamps(sinceMillis).catch(() => undefined);
    record.note(timestamps, Date.now());
  };
  const watching = repeat(pollMillis, look);
  return {
    seen: record.seen,
    ages: record.ages,
    async stop() {
      await watching.stop();
      await look();
    },
  };
}

export function createStoreRecord(sinceMillis: number): StoreRecord {
  const seen = new Map<number, number>();
  const ages: StoreAge[] = [];
  return {
    seen,
    ages,
    note(timestamps, atMillis) {
      for (const timestamp of timestamps ?? []) if (!seen.has(timestamp)) seen.set(timestamp, atMillis);
      const newest = Math.max(sinceMillis, ...seen.keys());
      ages.push({ atMillis, ageSeconds: (atMillis - newest) / 1000, isStoreAway: timestamps === undefined });
    },
  };
}
