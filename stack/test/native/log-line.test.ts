import { describe, expect, test } from 'vitest';
import { logLevel, logMessage } from '../../native/log-line.ts';
import { createWarningFilter } from '../../native/warning-filter.ts';

describe('logLevel', () => {
  test.each([
    ['{"level":"warn","msg":"x"}', 'warn'],
    ['{"level":"WARN","msg":"x"}', 'warn'],
    ['{"severity":"ERROR","message":"x"}', 'error'],
    ['{"level":"fatal","msg":"x"}', 'error'],
    ['2026-01-01T00:00:00.000Z\twarn\tlib/x.go:1\tmessage', 'warn'],
    ['2026-01-01T00:00:00.000Z\tpanic\tlib/x.go:1\tmessage', 'error'],
    ['panic: runtime error: index out of range', 'error'],
    ['Error: failed to start', 'error'],
    ['TypeError: x is not a function', 'error'],
    ['{"level":"info","msg":"error"}', 'info'],
    ['2026-01-01T00:00:00.000Z\tinfo\tlib/x.go:1\twarn', 'info'],
    ['an error in the middle of a sentence', 'info'],
    ['{"level":', 'info'],
    ['', 'info'],
  ])('of %j is %s', (line, level) => {
    expect(logLevel(line)).toBe(level);
  });
});

describe('logMessage', () => {
  test.each([
    ['{"level":"warn","msg":"slow","error":"timeout"}', 'slow: timeout'],
    ['{"level":"warn","message":"read failed","error":{"name":"E","message":"gone"}}', 'read failed: gone'],
    ['2026-01-01T00:00:00.000Z\twarn\tlib/x.go:1\tmessage', 'message'],
    ['2026-01-01T00:00:00.000Z\twarn\tmessage', 'message'],
    ['plain', 'plain'],
  ])('of %j is %j', (line, message) => {
    expect(logMessage(line)).toBe(message);
  });
});

describe('createWarningFilter', () => {
  const warn = (message: string): string => JSON.stringify({ level: 'warn', msg: message });

  test('lets a repeated line through once a minute, whatever the numbers in it', () => {
    let now = 0;
    const filter = createWarningFilter({ now: () => now });
    expect(filter(warn('retry in 5 s'))).toEqual({ level: 'warn', line: 'retry in 5 s' });
    expect(filter(warn('retry in 12 s'))).toBeUndefined();
    now = 59_999;
    expect(filter(warn('retry in 5 s'))).toBeUndefined();
    now = 60_000;
    expect(filter(warn('retry in 5 s'))).toBeDefined();
  });

  test('lets ten different lines of a minute through and not the eleventh', () => {
    const filter = createWarningFilter({ now: () => 0 });
    const shown = Array.from('abcdefghijk', (letter) => filter(warn(letter)) !== undefined);
    expect(shown).toEqual([...Array.from({ length: 10 }, () => true), false]);
  });

  test('never lets an ordinary line through', () => {
    expect(createWarningFilter({ now: () => 0 })('{"level":"info","msg":"x"}')).toBeUndefined();
  });
});
