import { describe, expect, test } from 'vitest';
import { parseHeaderLines } from '../../src/config/header-lines.ts';

describe('parseHeaderLines', () => {
  test.each([
    ['Authorization: Bearer abc\n', { Authorization: 'Bearer abc' }],
    ['a: 1\r\n\n# b: 2\nc: 3 \n', { a: '1', c: '3' }],
    ['a: "0123"\nb: \'x: y\'', { a: '0123', b: 'x: y' }],
    ['a: "half', { a: '"half' }],
  ])('reads %j', (text, expected) => {
    expect(parseHeaderLines(text)).toEqual(expected);
  });

  test.each(['', '# nothing\n', 'token', 'a:b', ': b', 'a:', 'a b: c', ' a: b', 'a: 1\ntoken'])(
    'gives nothing for %j',
    (text) => {
      expect(parseHeaderLines(text)).toBeUndefined();
    },
  );
});
