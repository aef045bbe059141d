import type { Clock } from '../src/clock.ts';
import type { Log, LogFields } from '../src/log.ts';
import type { Reading, SensorSource } from '../src/source/sensor-source.ts';
import type { DropReason, ScrapeCounters, ScrapeStage } from '../src/telemetry/scrape-counters.ts';

/** A clock that stands until it is told otherwise. */
export interface FakeClock extends Clock {
  advance(millis: number): void;
  /** Sets the wall clock alone, as a time server would. */
  setWall(unixMillis: number): void;
}

export function createFakeClock(unixMillis = 1_750_000_000_000): FakeClock {
  let wall = unixMillis;
  let monotonic = 1000;
  return {
    now: () => wall,
    monotonic: () => monotonic,
    advance(millis) {
      wall += millis;
      monotonic += millis;
    },
    setWall(value) {
      wall = value;
    },
  };
}

/** Of the one boot in which most tests play. */
export const bootId = '0123456789abcdef0123456789abcdef';

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

export interface FakeLog extends Log {
  readonly lines: LogLine[];
}

export function createFakeLog(): FakeLog {
  const lines: LogLine[] = [];
  const at =
    (level: string) =>
    (message: string, fields: LogFields = {}): void =>
      void lines.push({ level, message, fields });
  return { lines, error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** Counts in plain records: `attempts.read`, `errors['read/timeout']`, `drops.queue_full`. */
export interface FakeCounters extends ScrapeCounters {
  readonly attempts: Record<string, number>;
  readonly errors: Record<string, number>;
  readonly drops: Record<string, number>;
}

export function createFakeCounters(): FakeCounters {
  const attempts: Record<string, number> = {};
  const errors: Record<string, number> = {};
  const drops: Record<string, number> = {};
  const add = (record: Record<string, number>, key: string): void => {
    record[key] = (record[key] ?? 0) + 1;
  };
  return {
    attempts,
    errors,
    drops,
    attempt: (stage: ScrapeStage) => add(attempts, stage),
    error: (stage: ScrapeStage, type: string) => add(errors, `${stage}/${type}`),
    dropped: (reason: DropReason) => add(drops, reason),
  };
}

export function readingOf(temperatureCelsius: number | null, humidityPercent: number | null = null): Reading {
  return { temperatureCelsius, humidityPercent, source: 'fake', hardwareId: 'fake-1' };
}

/** A source that does what the newest entry of its script says; the last entry repeats. */
export function createScriptedSource(
  script: readonly ((signal: AbortSignal) => Promise<Reading>)[],
): SensorSource & { reads(): number } {
  let reads = 0;
  return {
    reads: () => reads,
    read(signal) {
      const step = script[Math.min(reads, script.length - 1)];
      reads += 1;
      if (step === undefined) throw new Error('the script is empty');
      return step(signal);
    },
  };
}
