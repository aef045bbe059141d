import { describe, expect, test } from 'vitest';
import { shown, shownGoal, shownNumber } from '../../measurements/shown.ts';

describe('shown', () => {
  test.each([
    [38_989.4, '38,989'],
    [100, '100'],
    [99.96, '100'],
    [25.67, '25.7'],
    [16, '16'],
    [5.0449, '5.04'],
    [0.907, '0.91'],
    [0.00423, '0.0042'],
    [0, '0'],
    [-3.5, '-3.5'],
  ])('%d is %s', (value, text) => {
    expect(shownNumber(value)).toBe(text);
  });
  test('has unit and range, and the note where there is no value', () => {
    expect(shown({ measure: 'a', value: 0.907, unit: '(ratio)', range: [0.882, 0.972] })).toBe('0.91 (0.88-0.97)');
    expect(shown({ measure: 'a', value: 0.2, unit: '/s' })).toBe('0.2/s');
    expect(shown({ measure: 'a', value: null, unit: 's', note: 'gone' })).toBe('not measured (gone)');
  });
  test('a goal is judged by what was measured, not by what is shown', () => {
    const goal = { relation: '>=', value: 0.85 } as const;
    expect(shownGoal({ measure: 'a', value: 0.8496, unit: '(ratio)', goal })).toBe('>= 0.85: **missed**');
    expect(shownGoal({ measure: 'a', value: 0.85, unit: '(ratio)', goal })).toBe('>= 0.85: met');
    expect(shownGoal({ measure: 'a', value: null, unit: 's', goal })).toBe('>= 0.85 s: **missed**');
  });
  test('less than one thing that can be counted is none of them', () => {
    const goal = { relation: '<', value: 1 } as const;
    expect(shownGoal({ measure: 'a', value: 0, unit: 'points', goal })).toBe('0 points: met');
    expect(shownGoal({ measure: 'a', value: 0.2, unit: '/s', goal })).toBe('< 1/s: met');
  });
});
