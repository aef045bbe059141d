import { describe, expect, test } from 'vitest';
import { parseRecordingCsv } from '../../src/source/recording-csv.ts';
import { SourceError } from '../../src/source/sensor-source.ts';

const HEADER = 'time,temperature_celsius,humidity_percent';
const parse = (...lines: readonly string[]) => parseRecordingCsv('room.csv', Buffer.from(lines.join('\n')));

function refusalOf(...lines: readonly string[]): SourceError {
  try {
    parse(...lines);
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('columns', () => {
  test('are found by name, in any order, among others', () => {
    const { recording, damage } = parse(
      'humidity_percent,x,time,temperature_celsius',
      '50,?,2013-07-01T00:00:00Z,20.5',
    );
    expect(recording.at(0)).toEqual({ temperatureCelsius: 20.5, humidityPercent: 50 });
    expect(damage).toBeUndefined();
  });

  test('of one quantity are enough', () => {
    expect(parse('time,temperature_celsius', '2013-07-01,20').recording.at(0)).toEqual({
      temperatureCelsius: 20,
      humidityPercent: null,
    });
    expect(parse('time,humidity_percent', '2013-07-01,50').recording.at(0)).toEqual({
      temperatureCelsius: null,
      humidityPercent: 50,
    });
  });

  test.each(['', 'time', 'temperature_celsius,humidity_percent', 'time;temperature_celsius', '2013-07-01,20,50'])(
    'that are not enough are refused: %j',
    (header) => {
      const { code, message } = refusalOf(header, '2013-07-01,20,50');
      expect(code).toBe('malformed');
      expect(message).toMatch(/room\.csv, line 1: expected .*time.*temperature_celsius.*humidity_percent.* got/);
    },
  );
});

describe('lines', () => {
  test('may end as on Windows, begin with a byte order mark, quote cells and leave lines blank', () => {
    const text = `\uFEFF"time","temperature_celsius"\r\n\r\n"2013-07-01T00:00:00Z","20.5"\r\n2013-07-01T01:00:00Z, 21 \r\n\r\n`;
    const { recording, damage } = parseRecordingCsv('room.csv', Buffer.from(text));
    expect(recording.rowCount).toBe(2);
    expect(recording.at(0).temperatureCelsius).toBe(20.5);
    expect(recording.at(3_600_000).temperatureCelsius).toBe(21);
    expect(damage).toBeUndefined();
  });

  test('may leave cells blank, also all of them', () => {
    const { recording, damage } = parse(HEADER, '2013-07-01T00:00,,50', '2013-07-01T01:00,20,', '2013-07-01T02:00,,');
    expect(recording.at(0)).toEqual({ temperatureCelsius: null, humidityPercent: 50 });
    expect(recording.at(3_600_000)).toEqual({ temperatureCelsius: 20, humidityPercent: null });
    expect(recording.at(7_200_000)).toEqual({ temperatureCelsius: null, humidityPercent: null });
    expect(damage).toBeUndefined();
  });

  test.each([
    '2013-07-01T01:00:00Z,abc,51',
    '2013-07-01T01:00:00Z,nan,51',
    '2013-07-01T01:00:00Z,0x10,51',
    '2013-07-01T01:00:00Z,21 C,51',
    `2013-07-01T01:00:00Z,${'9'.repeat(400)},51`,
    `2013-07-01T01:00:00Z,${'1'.repeat(5000)},51`,
    '2013-07-01T01:00:00Z,21',
    '2013-07-01T01:00:00Z,21,51,1013',
    '2013-07-01T01:00:00Z',
    'yesterday,21,51',
    '01/07/2013 01:00,21,51',
    '2013-13-01T01:00:00Z,21,51',
    '1372640400,21,51',
    ',21,51',
    '2013-07-01T00:00:00Z,21,51', // as late as the row before
    '2013-06-30T23:59:59Z,21,51',
    '\0\0\0\0',
  ])('that are damaged are left out and told: %.40j', (line) => {
    const { recording, damage } = parse(HEADER, '2013-07-01T00:00:00Z,20,50', line, '2013-07-01T02:00:00Z,22,52');
    expect(recording.rowCount).toBe(2);
    expect(recording.at(3_600_000).temperatureCelsius).toBe(20);
    expect(recording.at(7_200_000).temperatureCelsius).toBe(22);
    expect(damage).toMatchObject({
      code: 'malformed',
      message: expect.stringMatching(/^damaged lines .*room\.csv: 1; line 3/),
    });
  });

  test('may have 4096 bytes, and not one more', () => {
    const fill = (bytes: number) => '2013-07-01,20,'.padEnd(bytes, 'x');
    expect(parse('time,temperature_celsius,x', fill(4096)).damage).toBeUndefined();
    expect(refusalOf('time,temperature_celsius,x', fill(4097)).message).toContain(
      'line 2: expected at most 4096 bytes',
    );
  });

  test('that are damaged are all counted, and the first ones quoted', () => {
    const { damage } = parse(HEADER, '2013-07-01,20,50', 'a', 'b', 'c', 'd');
    expect(damage?.message).toMatch(/: 4; line 3.*line 4.*line 5/);
    expect(damage?.message).not.toContain('line 6');
  });

  test('are refused when none is usable', () => {
    expect(refusalOf(HEADER, 'x')).toMatchObject({
      code: 'malformed',
      message: expect.stringMatching(/room\.csv, line 2: expected 3 cells, got "x"/),
    });
    expect(refusalOf(HEADER).message).toMatch(/room\.csv, line 1: expected a row with a value/);
    expect(refusalOf(HEADER, '2013-07-01,,').code).toBe('malformed');
  });
});

describe('times', () => {
  const atMidnight = Date.parse('2013-07-01T00:00:00Z');

  test.each([
    ['2013-07-01', 0],
    ['2013-07-01T00:00', 0],
    ['2013-07-01T00:00:01', 1_000],
    ['2013-07-01 00:00:01', 1_000],
    ['2013-07-01T00:00:01.5Z', 1_500],
    ['2013-07-01T02:00:00+02:00', 0],
    ['2013-06-30T22:00:00-0200', 0],
  ])('%s is understood, as UTC where no zone is given', (time, millis) => {
    // Seen as the step to the next row: two rows last for twice their step.
    const { recording } = parse(HEADER, `${time},20,50`, '2013-07-01T10:00:00Z,21,51');
    expect(recording.periodMillis).toBe(2 * (atMidnight + 36_000_000 - (atMidnight + millis)));
  });
});
