import { describe, expect, test } from 'vitest';
import { createRecording } from '../../src/source/recording.ts';

const HOUR = 3_600_000;

/** Rows of [hour, temperature, humidity]. */
function recordingOf(...rows: readonly (readonly [number, number, number])[]) {
  const start = Date.parse('2013-07-01T00:00:00Z');
  return createRecording(
    Float64Array.from(rows.flatMap(([hour, temperature, humidity]) => [start + hour * HOUR, temperature, humidity])),
  );
}

describe('at', () => {
  const recording = recordingOf([0, 20, 50], [1, 21, 51], [3, 23, 53]);

  test.each([
    [0, 20],
    [HOUR - 1, 20],
    [HOUR, 21],
    [3 * HOUR - 1, 21], // a row that is missing is not made up: the one before lasts
    [3 * HOUR, 23],
    [4 * HOUR, 23],
  ])('gives after %i ms the row of %i degrees', (millis, temperatureCelsius) => {
    expect(recording.at(millis)).toEqual({ temperatureCelsius, humidityPercent: temperatureCelsius + 30 });
  });

  test('gives null for a quantity that was not recorded', () => {
    const gaps = recordingOf([0, Number.NaN, 50], [1, 21, Number.NaN]);
    expect(gaps.at(0)).toEqual({ temperatureCelsius: null, humidityPercent: 50 });
    expect(gaps.at(HOUR)).toEqual({ temperatureCelsius: 21, humidityPercent: null });
  });
});

describe('periodMillis', () => {
  test.each([
    ['two rows', [[0], [1]], 2],
    ['even steps', [[0], [1], [2]], 3],
    ['one long gap among short steps', [[0], [1], [11], [12]], 13],
  ] as const)('is the span and a median step for %s', (_name, hours, period) => {
    const recording = recordingOf(...hours.map(([hour]) => [hour, 20, 50] as const));
    expect(recording).toMatchObject({ rowCount: hours.length, periodMillis: period * HOUR });
  });

  test('never ends for a single row', () => {
    const recording = recordingOf([0, 20, 50]);
    expect(recording.periodMillis).toBe(Number.POSITIVE_INFINITY);
    expect(recording.at(1e15)).toEqual({ temperatureCelsius: 20, humidityPercent: 50 });
  });
});
