import { expect, test } from 'vitest';
import { parseDecimal } from '../../src/source/decimal.ts';

test.each([
  ['0', 0],
  ['-273150', -273150],
  ['+5', 5],
  ['23.456000', 23.456],
  ['-0.5', -0.5],
  ['0.000009765', 0.000009765],
])('takes %j', (text, value) => {
  expect(parseDecimal(text)).toBe(value);
});

test.each([
  '',
  ' ',
  '.',
  '-',
  '.5',
  '5.',
  '1e3',
  '0x10',
  'nan',
  'NaN',
  'inf',
  'Infinity',
  '12garbage',
  '1 2',
  '1,5',
  '--1',
  '٣',
])('refuses %j', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

test('refuses digits that make no finite number', () => {
  expect(parseDecimal('9'.repeat(308))).toBeGreaterThan(1e307);
  expect(parseDecimal('9'.repeat(400))).toBeUndefined();
});
