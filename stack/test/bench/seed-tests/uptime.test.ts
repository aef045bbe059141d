import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openUptimeRecord, parseUptimeRecord, type UptimeMinute } from '../../../bench/seed-tests/uptime-record.ts';
import { uptimeReport } from '../../../bench/seed-tests/uptime-report.ts';
import { watchUptime } from '../../../bench/seed-tests/watch-uptime.ts';
import { tempDir } from '../../temp-dir.ts';

const url = 'http://127.0.0.1:8000';

function minute(index: number, changes: Partial<UptimeMinute> = {}): UptimeMinute {
  return {
    url,
    atMillis: index * 60_000,
    asked: 60,
    answered: 60,
    medianMillis: 2,
    slowestMillis: 9,
    anonymousBytes: 25_000_000,
    uptimeSeconds: 100 + index * 60,
    ...changes,
  };
}

const value = (minutes: readonly UptimeMinute[], measure: string) =>
  uptimeReport(minutes).findings.find((finding) => finding.measure === measure)?.value;

describe('openUptimeRecord', () => {
  test('goes on where it was, without the line that was cut', async () => {
    const file = join(await tempDir(), 'dist/uptime.jsonl');
    const first = await openUptimeRecord(file, { url, minutes: 5 });
    await first.add(minute(0));
    await first.add(minute(1));
    await appendFile(file, '{"atMillis":12');
    const second = await openUptimeRecord(file, { url, minutes: 5 });
    expect(second.minutes).toEqual([minute(0), minute(1)]);
    await second.add(minute(9));
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3);
    expect((await openUptimeRecord(file, { url, minutes: 5 })).minutes).toEqual([minute(0), minute(1), minute(9)]);
  });
  test('begins anew where the record is complete, and keeps that as .1', async () => {
    const file = join(await tempDir(), 'uptime.jsonl');
    await (await openUptimeRecord(file, { url, minutes: 1 })).add(minute(0));
    expect((await openUptimeRecord(file, { url, minutes: 2 })).minutes).toHaveLength(1);
    await expect(stat(`${file}.1`)).rejects.toThrow('ENOENT');
    expect((await openUptimeRecord(file, { url, minutes: 1 })).minutes).toEqual([]);
    expect(parseUptimeRecord(await readFile(`${file}.1`, 'utf8'))).toEqual([minute(0)]);
  });
  test('does not go on with the record of another service', async () => {
    const file = join(await tempDir(), 'uptime.jsonl');
    await (await openUptimeRecord(file, { url, minutes: 5 })).add(minute(0));
    expect((await openUptimeRecord(file, { url: 'http://192.0.2.1:8000', minutes: 5 })).minutes).toEqual([]);
    expect(parseUptimeRecord(await readFile(`${file}.1`, 'utf8'))).toEqual([minute(0)]);
  });
});

describe('watchUptime', () => {
  /** Minutes of a clock that only waiting moves; a minute's asking takes 59 s of it. */
  function watching(file: string, { minutes = 5, stopInMinute = Number.POSITIVE_INFINITY } = {}) {
    const stop = new AbortController();
    let nowMillis = 0;
    let watched = 0;
    const begins: number[] = [];
    const move = async (millis: number): Promise<void> => {
      nowMillis += millis;
    };
    const done = watchUptime(
      { url, minutes, file },
      {
        async watchMinute(signal) {
          begins.push(nowMillis);
          watched += 1;
          if (watched === stopInMinute) stop.abort();
          signal.throwIfAborted();
          await move(59_000);
          return minute(watched);
        },
        pace: { now: () => nowMillis, sleep: move },
        stopSignal: stop.signal,
        onMinute: () => {},
      },
    );
    return { done, begins };
  }
  const record = async () => join(await tempDir(), 'uptime.jsonl');

  test('a minute begins a minute after the one before', async () => {
    const { done, begins } = watching(await record(), { minutes: 3 });
    expect(await done).toHaveLength(3);
    expect(begins).toEqual([0, 60_000, 120_000]);
  });
  test('an interruption ends it with what was watched, and started again it goes on to the end', async () => {
    const file = await record();
    const first = await watching(file, { stopInMinute: 3 }).done;
    expect(first).toEqual([minute(1), minute(2)]);
    expect(uptimeReport(first).findings[0]).toMatchObject({ measure: 'watched', value: 0.03 });
    const second = watching(file);
    expect(await second.done).toEqual([minute(1), minute(2), minute(1), minute(2), minute(3)]);
    expect(second.begins).toHaveLength(3);
  });
  test('a fault of its own is not an interruption', async () => {
    const failing = watchUptime(
      { url, minutes: 1, file: await record() },
      {
        watchMinute: () => Promise.reject(new Error('broken')),
        pace: { now: () => 0, sleep: async () => {} },
        stopSignal: new AbortController().signal,
        onMinute: () => {},
      },
    );
    await expect(failing).rejects.toThrow('broken');
  });
});

describe('uptimeReport', () => {
  test('tells the share of answered requests', () => {
    expect(value([minute(0), minute(1, { answered: 57 })], 'requests answered')).toBe(97.5);
  });
  test('a service that was up for longer a minute before was restarted', () => {
    const calm = [minute(0), minute(1), minute(2)];
    expect(value(calm, 'restarts of the service')).toBe(0);
    expect(
      value([...calm, minute(3, { uptimeSeconds: 7 }), minute(4, { uptimeSeconds: 67 })], 'restarts of the service'),
    ).toBe(1);
    expect(
      value([...calm, minute(3, { uptimeSeconds: null, answered: 0 }), minute(4)], 'restarts of the service'),
    ).toBe(0);
  });
  test('compares the memory of the end with that of the begin', () => {
    const minutes = Array.from({ length: 20 }, (_, index) =>
      minute(index, { anonymousBytes: index < 10 ? 25_000_000 : 28_000_000 }),
    );
    expect(value(minutes, 'growth of anonymous memory')).toBe(3);
  });
  test('tells how often and how long nobody watched', () => {
    const { findings } = uptimeReport([minute(0), minute(1), minute(12)]);
    expect(findings).toContainEqual(
      expect.objectContaining({
        measure: 'interruptions of the watch',
        value: 1,
        note: '10 minutes in which nobody asked',
      }),
    );
  });
  test('says of which service it is', () => {
    expect(uptimeReport([minute(0)]).settings).toMatchObject({ url });
  });
  test('has nothing to say of memory where the service told nothing', () => {
    expect(value([minute(0, { anonymousBytes: null })], 'growth of anonymous memory')).toBe(null);
    expect(uptimeReport([minute(0, { anonymousBytes: null })]).figures).toEqual({});
  });
});
