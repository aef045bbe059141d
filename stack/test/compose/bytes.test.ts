import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../compose/bytes.ts';

describe('parseBytes', () => {
  test.each([
    ['0', 0],
    ['1024', 1024],
    ['8k', 8 * 1024],
    ['80m', 80 * 1024 ** 2],
    ['80M', 80 * 1024 ** 2],
    ['80mb', 80 * 1024 ** 2],
    ['32MiB', 32 * 1024 ** 2],
    ['1g', 1024 ** 3],
  ])('reads %j as %i', (text, expected) => {
    expect(parseBytes(text)).toBe(expected);
  });

  test.each(['', 'm', '-1m', '1.5m', '1t', '80 mm', '1ib'])('refuses %j', (text) => {
    expect(() => parseBytes(text)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG' }));
  });
});
