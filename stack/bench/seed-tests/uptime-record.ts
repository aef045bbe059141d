import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What a minute of asking came to. */
export interface UptimeMinute {
  /** Of the service that was asked. */
  readonly url: string;
  /** Unix milliseconds of its begin. */
  readonly atMillis: number;
  readonly asked: number;
  readonly answered: number;
  /** Null: nothing was answered. */
  readonly medianMillis: number | null;
  readonly slowestMillis: number | null;
  /** As the service tells on /metrics; null: it did not. */
  readonly anonymousBytes: number | null;
  readonly uptimeSeconds: number | null;
}

export interface UptimeRecord {
  readonly minutes: readonly UptimeMinute[];
  add(minute: UptimeMinute): Promise<void>;
}

export interface WantedRecord {
  readonly url: string;
  readonly minutes: number;
}

/**
 * Goes on with the record that is there, unless it is complete already, or of another service: then it is kept as FILE.1 and a new one is begun. A line
 * a minute, so whatever ends the run costs the minute that it was in.
 */
export async function openUptimeRecord(file: string, wanted: WantedRecord): Promise<UptimeRecord> {
  const before = parseUptimeRecord(await readFile(file, 'utf8').catch(() => ''));
  const goesOn = before.length < wanted.minutes && before.every(({ url }) => url === wanted.url);
  if (!goesOn) await rename(file, `${file}.1`);
  const minutes = goesOn ? before : [];
  await mkdir(dirname(file), { recursive: true });
  // Written anew: half a line that a power cut left behind must not spoil the one that follows.
  await writeFile(file, minutes.map(line).join(''));
  return {
    minutes,
    async add(minute) {
      minutes.push(minute);
      await appendFile(file, line(minute));
    },
  };
}

function line(minute: UptimeMinute): string {
  return `${JSON.stringify(minute)}\n`;
}

/** Whole lines alone. */
export function parseUptimeRecord(text: string): UptimeMinute[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((one) => {
      try {
        return [JSON.parse(one) as UptimeMinute];
      } catch {
        return [];
      }
    });
}
