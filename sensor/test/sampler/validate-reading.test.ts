import { describe, expect, test } from 'vitest';
import { validateReading } from '../../src/sampler/validate-reading.ts';
import { readingOf } from '../fakes.ts';

const codesOf = (temperature: number | null, humidity: number | null) =>
  validateReading(readingOf(temperature, humidity)).problems.map(({ code }) => code);

describe('validateReading', () => {
  test.each([
    [-100, 0],
    [200, 100],
    [null, null],
    [0, null],
  ])('accepts %s degrees and %s percent', (temperature, humidity) => {
    const validated = validateReading(readingOf(temperature, humidity));
    expect(validated).toEqual({ problems: [], reading: readingOf(temperature, humidity) });
  });

  test.each([-100.1, 200.1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses %d degrees',
    (temperature) => {
      expect(codesOf(temperature, 50)).toEqual(['out_of_range']);
    },
  );

  test.each([-0.1, 100.1])('refuses %d percent', (humidity) => {
    expect(codesOf(20, humidity)).toEqual(['out_of_range']);
  });

  test('refuses what is no number', () => {
    expect(codesOf(Number.NaN, 50)).toEqual(['not_a_number']);
    expect(codesOf('20' as unknown as number, 50)).toEqual(['not_a_number']);
    expect(codesOf(undefined as unknown as number, 50)).toEqual(['not_a_number']);
  });

  test('keeps the good quantity beside a bad one', () => {
    const { reading, problems } = validateReading(readingOf(21.5, 250));
    expect(reading).toEqual(readingOf(21.5, null));
    expect(problems).toEqual([
      { code: 'out_of_range', message: 'relative humidity of 250 percent is outside 0 to 100' },
    ]);
  });
});
