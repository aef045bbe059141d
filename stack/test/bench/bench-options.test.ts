import { describe, expect, test } from 'vitest';
import { parseBenchOptions } from '../../bench/bench-options.ts';
import { StackError } from '../../stack-error.ts';

describe('parseBenchOptions', () => {
  test('lists without a name', () => {
    expect(parseBenchOptions([])).toEqual({
      help: false,
      json: false,
      name: undefined,
      outDir: undefined,
      numbers: {},
    });
  });
  test('takes a name and options in any order', () => {
    expect(parseBenchOptions(['--runs', '3', 'idle', '--out', 'elsewhere', '--json', '--minutes=2'])).toEqual({
      help: false,
      json: true,
      name: 'idle',
      outDir: 'elsewhere',
      numbers: { runs: 3, minutes: 2 },
    });
  });
  test.each(['--help', '-h'])('knows %s', (flag) => {
    expect(parseBenchOptions([flag]).help).toBe(true);
  });
  test.each(['1', '10000'])('accepts the boundary %s', (number) => {
    expect(parseBenchOptions(['idle', '--minutes', number]).numbers).toEqual({ minutes: Number(number) });
  });
  test.each(['0', '10001', '1.5', '-1', '', 'soon', '1e2'])('refuses %j as a number', (number) => {
    expect(codeOf(() => parseBenchOptions(['idle', `--minutes=${number}`]))).toBe('ERR_USAGE');
  });
  test('refuses two benchmarks at once', () => {
    expect(codeOf(() => parseBenchOptions(['idle', 'growth']))).toBe('ERR_USAGE');
  });
  test('refuses an option that nobody knows', () => {
    expect(codeOf(() => parseBenchOptions(['idle', '--loud']))).toBe('ERR_USAGE');
  });
});

function codeOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof StackError) return error.code;
    throw error;
  }
  return undefined;
}
