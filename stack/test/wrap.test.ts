import { describe, expect, test } from 'vitest';
import { wrap } from '../wrap.ts';

describe('wrap', () => {
  test('breaks at blanks, exactly at the width', () => {
    expect(wrap('aa bb cc', 5)).toEqual(['aa bb', 'cc']);
    expect(wrap('aa bb cc', 4)).toEqual(['aa', 'bb', 'cc']);
  });

  test('leaves a long word whole', () => {
    expect(wrap('a longlong b', 4)).toEqual(['a', 'longlong', 'b']);
  });
});
