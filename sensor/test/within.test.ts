import { describe, expect, test } from 'vitest';
import { errorType } from '../src/error-type.ts';
import { within } from '../src/within.ts';

describe('within', () => {
  test('gives the outcome of the work', async () => {
    expect(await within(Promise.resolve(7), 10_000)).toBe(7);
    await expect(within(Promise.reject(new Error('no')), 10_000)).rejects.toThrow('no');
  });

  test('rejects with code timeout when it takes too long', async () => {
    await expect(within(new Promise(() => {}), 1)).rejects.toMatchObject({ code: 'timeout' });
  });
});

test.each([
  [Object.assign(new Error('x'), { code: 'ENOSPC' }), 'ENOSPC'],
  [Object.assign(new Error('x'), { code: 503 }), '503'],
  [new Error('x'), '_OTHER'],
  ['x', '_OTHER'],
])('errorType of %s is %s', (error, type) => {
  expect(errorType(error)).toBe(type);
});
