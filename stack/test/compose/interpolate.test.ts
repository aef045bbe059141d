import { describe, expect, test } from 'vitest';
import { interpolate, referencedVariables } from '../../compose/interpolate.ts';

const env = { SET: 'value', EMPTY: '' };

/** `NAME:-x` between dollar and braces. */
const ref = (inner: string) => `\${${inner}}`;

describe('interpolate', () => {
  test.each([
    ['plain', 'plain'],
    [ref('SET'), 'value'],
    [ref('UNSET'), ''],
    [ref('SET:-default'), 'value'],
    [ref('UNSET:-default'), 'default'],
    [ref('EMPTY:-default'), 'default'],
    [ref('SET:+there'), 'there'],
    [ref('EMPTY:+there'), ''],
    [ref('SET:?missing'), 'value'],
    [`127.0.0.1:${ref('UNSET:-8000')}:8000`, '127.0.0.1:8000:8000'],
    ['a$$b', 'a$b'],
  ])('makes %j into %j', (text, expected) => {
    expect(interpolate(text, env)).toBe(expected);
  });

  test('stops with the message of a variable that must be set', () => {
    expect(() => interpolate(ref('EMPTY:?say where'), env)).toThrow('EMPTY: say where');
  });

  test.each([ref(`UNSET:-${ref('SET')}`), '$SET', ref('UNSET-default'), '${'])(
    'refuses %j, which it does not know',
    (text) => {
      expect(() => interpolate(text, env)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG' }));
    },
  );
});

describe('referencedVariables', () => {
  test('names each reference and no escaped dollar', () => {
    expect(referencedVariables(`${ref('A:-1')}:${ref('B')} $$C`)).toEqual(['A', 'B']);
  });
});
