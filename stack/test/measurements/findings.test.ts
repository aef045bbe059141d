import { describe, expect, test } from 'vitest';
import { createFindings } from '../../measurements/findings.ts';

describe('createFindings', () => {
  const findings = createFindings('a', [
    { measure: 'x: time', value: 3, unit: 's' },
    { measure: 'y: time', value: 5, unit: 's' },
    { measure: 'y: lost', value: null, unit: 's' },
    { measure: 'z: lost', value: 9, unit: 's' },
  ]);
  test('finds exactly one, by name or pattern', () => {
    expect(findings.one('x: time').value).toBe(3);
    expect(findings.one(/^y: time$/).value).toBe(5);
    expect(() => findings.one(/time/)).toThrow(/there are 2/);
    expect(() => findings.one('time')).toThrow(/there are 0/);
  });
  test('the highest is one that could not be measured, where there is one', () => {
    expect(findings.highest(/time/).value).toBe(5);
    expect(findings.highest(/lost/).value).toBe(null);
    expect(() => findings.highest(/nothing/)).toThrow(/nothing matches/);
  });
});
