import { describe, expect, test } from 'vitest';
import { meetsGoal } from '../../bench/benchmark.ts';
import { summaryText } from '../../bench/summary.ts';

describe('meetsGoal', () => {
  test('is strict where a value must stay below', () => {
    expect(meetsGoal(1.99, { relation: '<', value: 2 })).toBe(true);
    expect(meetsGoal(2, { relation: '<', value: 2 })).toBe(false);
  });
  test('is not where it must reach', () => {
    expect(meetsGoal(0.85, { relation: '>=', value: 0.85 })).toBe(true);
    expect(meetsGoal(0.849, { relation: '>=', value: 0.85 })).toBe(false);
  });
});

describe('summaryText', () => {
  const line = (text: string, measure: string): string | undefined =>
    text.split('\n').find((each) => each.startsWith(measure));

  test('says of each goal whether it was met', () => {
    const text = summaryText([
      { measure: 'growth', value: 6.1, unit: 'MB', goal: { relation: '<', value: 2 } },
      { measure: 'memory', value: 25, unit: 'MB', goal: { relation: '<', value: 30 } },
    ]);
    expect(line(text, 'growth')).toMatch(/6\.1 MB .*< 2 .*MISSED$/);
    expect(line(text, 'memory')).toMatch(/25 MB .*< 30 .*met$/);
  });
  test('judges nothing that has no goal, or no value', () => {
    const text = summaryText([
      { measure: 'faults', value: 0, unit: 'faults', range: [0, 3] },
      { measure: 'ready', value: null, unit: 'ms', goal: { relation: '<', value: 1 }, note: 'not within 30 s' },
    ]);
    expect(line(text, 'faults')).toMatch(/0 faults .*0 to 3$/);
    expect(line(text, 'ready')).toMatch(/- .*not within 30 s$/);
    expect(text).not.toMatch(/\bmet\b|MISSED/);
  });
});
