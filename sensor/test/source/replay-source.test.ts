import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRecordingCsv } from '../../src/source/recording-csv.ts';
import { createReplaySource } from '../../src/source/replay-source.ts';
import { createFakeClock } from '../fakes.ts';
import { createTempDir, never } from './sysfs-tree.ts';

const threeHours = `time,temperature_celsius,humidity_percent
2013-07-01T00:00:00Z,20,50
2013-07-01T01:00:00Z,21,
2013-07-01T02:00:00Z,22,52
`;

function setUp(text: string | undefined = threeHours, speed = 240) {
  const file = join(createTempDir(), 'room.csv');
  if (text !== '') writeFileSync(file, text);
  const clock = createFakeClock();
  const source = createReplaySource({ file, speed }, { clock });
  return { file, clock, source, temperature: async () => (await source.read(never)).temperatureCelsius };
}

describe('a reading', () => {
  test('is the row of the moment, with the name of the file', async () => {
    const { clock, source } = setUp();
    expect(await source.read(never)).toEqual({
      temperatureCelsius: 20,
      humidityPercent: 50,
      source: 'replay',
      hardwareId: 'room',
    });
    clock.advance(15_000);
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 21, humidityPercent: null });
  });

  test('plays from the first read on, so many times faster, holds a row until the next and starts over', async () => {
    const { clock, temperature } = setUp();
    clock.advance(20_000); // before the first read: no part of the play
    expect(await temperature()).toBe(20);
    clock.advance(14_999);
    expect(await temperature()).toBe(20);
    clock.advance(1); // 15 s: an hour
    expect(await temperature()).toBe(21);
    clock.advance(15_000);
    expect(await temperature()).toBe(22);
    clock.advance(14_999);
    expect(await temperature()).toBe(22); // the last row lasts for an hour like the others
    clock.advance(1);
    expect(await temperature()).toBe(20);
    clock.advance(45_000 * 1000 + 15_000);
    expect(await temperature()).toBe(21);
  });

  test('plays as fast as recorded at speed 1, and slower below', async () => {
    for (const speed of [1, 0.5]) {
      const { clock, temperature } = setUp(threeHours, speed);
      expect(await temperature()).toBe(20);
      clock.advance(3_600_000 / speed - 1);
      expect(await temperature()).toBe(20);
      clock.advance(1);
      expect(await temperature()).toBe(21);
    }
  });

  test('follows the monotonic clock alone', async () => {
    const { clock, temperature } = setUp();
    expect(await temperature()).toBe(20);
    clock.setWall(0);
    expect(await temperature()).toBe(20);
  });

  test('goes on from memory when the file goes', async () => {
    const { file, clock, temperature } = setUp();
    expect(await temperature()).toBe(20);
    rmSync(file);
    clock.advance(15_000);
    expect(await temperature()).toBe(21);
  });

  test('tells of damaged lines once', async () => {
    const { source } = setUp(`${threeHours}garbage\n`);
    expect(await source.read(never)).toMatchObject({ temperatureCelsius: 20, failures: [{ code: 'malformed' }] });
    expect(await source.read(never)).not.toHaveProperty('failures');
  });
});

describe('a file that cannot be played', () => {
  test('is looked for again after a second when it is missing', async () => {
    const { file, clock, source, temperature } = setUp('');
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    writeFileSync(file, threeHours);
    clock.advance(999);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'not_found' });
    clock.advance(1);
    expect(await temperature()).toBe(20);
  });

  test('is parsed again after a minute when it is damaged', async () => {
    const { file, clock, source, temperature } = setUp('no recording');
    await expect(source.read(never)).rejects.toMatchObject({ code: 'malformed' });
    writeFileSync(file, threeHours);
    clock.advance(59_999);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'malformed' });
    clock.advance(1);
    expect(await temperature()).toBe(20);
  });

  test('may have 8 MiB, and not a byte more', async () => {
    const limit = 8 * 1024 * 1024;
    const largest = setUp();
    truncateSync(largest.file, limit); // the rest is one long line of zero bytes
    expect(await largest.source.read(never)).toMatchObject({
      temperatureCelsius: 20,
      failures: [{ code: 'malformed' }],
    });
    const larger = setUp();
    truncateSync(larger.file, limit + 1);
    await expect(larger.source.read(never)).rejects.toMatchObject({ code: 'malformed' });
  });

  test('is not opened unless it is a file: a pipe would wait for its writer', async () => {
    const { file, source } = setUp('');
    execFileSync('mkfifo', [file]);
    await expect(source.read(never)).rejects.toMatchObject({ code: 'malformed' });
    const directory = createReplaySource({ file: createTempDir(), speed: 1 }, { clock: createFakeClock() });
    await expect(directory.read(never)).rejects.toMatchObject({ code: 'malformed' });
  });

  test('does not lose the loading of a read that was given up', async () => {
    const { source, temperature } = setUp();
    await expect(source.read(AbortSignal.abort())).rejects.toMatchObject({ code: 'timeout' });
    expect(await temperature()).toBe(20);
  });
});

describe('the recordings of the repository', () => {
  const folder = join(import.meta.dirname, '../../recordings');

  test.each([
    ['jfk', 336, [22.8, 90.14], [26.1, 79.12]],
    ['lga', 336, [23.9, 81.79], [32.2, 45.34]],
    ['ewr', 334, [24, 88.59], [31.7, 49.95]],
  ] as const)('of %s play from the first row to the last and over again', async (name, rowCount, first, last) => {
    const file = join(folder, `${name}.csv`);
    const { recording, damage } = parseRecordingCsv(file, readFileSync(file));
    expect(damage).toBeUndefined();
    expect(recording).toMatchObject({ rowCount, periodMillis: 14 * 24 * 3_600_000 });

    const clock = createFakeClock();
    const source = createReplaySource({ file, speed: 240 }, { clock });
    const values = async () => {
      const { temperatureCelsius, humidityPercent, hardwareId } = await source.read(never);
      return [hardwareId, temperatureCelsius, humidityPercent];
    };
    expect(await values()).toEqual([name, ...first]);
    clock.advance(336 * 15_000 - 1); // 84 minutes
    expect(await values()).toEqual([name, ...last]);
    clock.advance(1);
    expect(await values()).toEqual([name, ...first]);
  });
});
