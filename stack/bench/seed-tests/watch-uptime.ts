import type { Pace } from './ask-at-rate.ts';
import { openUptimeRecord, type UptimeMinute } from './uptime-record.ts';

export interface UptimeWatch {
  readonly url: string;
  /** Of the whole watch, with what was watched before an interruption. */
  readonly minutes: number;
  /** A line a minute, kept over interruptions. */
  readonly file: string;
}

export interface UptimeDeps {
  /** Asks for a minute; rejects once the signal is aborted. */
  watchMinute(signal: AbortSignal): Promise<UptimeMinute>;
  readonly pace: Pace;
  /** Ends the watch: the minute under way is dropped, all before it are told. */
  readonly stopSignal: AbortSignal;
  onMinute(done: readonly UptimeMinute[]): void;
}

const minuteMillis = 60_000;

/** Goes on where the record ends, and resolves with all of it: once it is complete, or it is told to stop. */
export async function watchUptime(
  { url, minutes, file }: UptimeWatch,
  { watchMinute, pace, stopSignal, onMinute }: UptimeDeps,
): Promise<readonly UptimeMinute[]> {
  const record = await openUptimeRecord(file, { url, minutes });
  onMinute(record.minutes);
  try {
    while (record.minutes.length < minutes && !stopSignal.aborted) {
      const endsAt = pace.now() + minuteMillis;
      await record.add(await watchMinute(stopSignal));
      onMinute(record.minutes);
      // The last request is a second before the end, and the next minute's first one must not be early.
      await pace.sleep(Math.max(0, endsAt - pace.now()), stopSignal);
    }
  } catch (error) {
    if (!stopSignal.aborted) throw error;
  }
  return record.minutes;
}
