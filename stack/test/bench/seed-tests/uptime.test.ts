import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openUptimeRecord, type UptimeMinute } from '../../../bench/seed-tests/uptime-record.ts';
import { uptimeReport } from '../../../bench/seed-tests/uptime-report.ts';
import { tempDir } from '../../temp-dir.ts';

function minute(index: number, changes: Partial<UptimeMinute> = {}): UptimeMinute {
  return {
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
    const first = await openUptimeRecord(file, 5);
    await first.add(minute(0));
    await first.add(minute(1));
    await appendFile(file, '{"atMillis":12');
    const second = await openUptimeRecord(file, 5);
    expect(second.minutes).toEqual([minute(0), minute(1)]);
    await second.add(minute(9));
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(3);
    expect((await openUptimeRecord(file, 5)).minutes).toEqual([minute(0), minute(1), minute(9)]);
  });
  test('begins anew where the record is complete', async () => {
    const file = join(await tempDir(), 'uptime.jsonl');
    await (await openUptimeRecord(file, 1)).add(minute(0));
    expect((await openUptimeRecord(file, 2)).minutes).toHaveLength(1);
    expect((await openUptimeRecord(file, 1)).minutes).toEqual([]);
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
  test('has nothing to say of memory where the service told nothing', () => {
    expect(value([minute(0, { anonymousBytes: null })], 'growth of anonymous memory')).toBe(null);
    expect(uptimeReport([minute(0, { anonymousBytes: null })]).figures).toEqual({});
  });
});
