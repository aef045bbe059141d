import { describe, expect, test } from 'vitest';
import { parseKeyValueList } from '../../src/config/key-value-list.ts';

describe('parseKeyValueList', () => {
  test.each([
    ['', {}],
    ['a=1', { a: '1' }],
    [' a = 1 , b=2 ,', { a: '1', b: '2' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=', { a: '' }],
    ['a=%2C%20%C3%A9', { a: ', é' }],
    ['a=1,a=2', { a: '2' }],
  ])('reads %j', (text, expected) => {
    expect(parseKeyValueList(text)).toEqual(expected);
  });

  test.each(['a', '=1', 'a b=1', 'a=%', 'a=%c3%28', 'a=1,b'])('gives nothing for %j', (text) => {
    expect(parseKeyValueList(text)).toBeUndefined();
  });
});
