import { describe, expect, test } from 'vitest';
import { retryAfterMillis } from '../../src/telemetry/retry-after.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

describe('retryAfterMillis', () => {
  test.each([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['300', 300_000],
    ['301', 300_000],
    ['99999999999', 300_000],
    ['Sun, 22 Nov 2026 12:00:05 GMT', 5000],
    ['Sun, 22 Nov 2026 11:59:00 GMT', 0],
    ['Mon, 22 Nov 2027 12:00:00 GMT', 300_000],
  ])('reads %j', (header, millis) => {
    expect(retryAfterMillis(header, now)).toBe(millis);
  });

  test.each([undefined, '', 'soon', '-5 parsecs'])('makes nothing of %j', (header) => {
    expect(retryAfterMillis(header, now)).toBeUndefined();
  });
});
