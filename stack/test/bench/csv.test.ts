import { describe, expect, test } from 'vitest';
import { csv } from '../../bench/csv.ts';

describe('csv', () => {
  test('heads the columns with the keys of the first row', () => {
    expect(
      csv([
        { run: 1, ready_ms: 2.5 },
        { run: 2, ready_ms: 3 },
      ]),
    ).toBe('run,ready_ms\n1,2.5\n2,3\n');
  });
  test('puts values under their own column, whatever the order of their keys', () => {
    expect(
      csv([
        { a: 1, b: 2 },
        { b: 4, a: 3 },
      ]),
    ).toBe('a,b\n1,2\n3,4\n');
  });
  test('leaves a missing value empty and keeps zero', () => {
    expect(csv([{ a: null, b: 0 }])).toBe('a,b\n,0\n');
  });
  test.each([
    ['a comma', 'x,y', '"x,y"'],
    ['a quotation mark', 'x"y', '"x""y"'],
    ['a line feed', 'x\ny', '"x\ny"'],
    ['a carriage return', 'x\ry', '"x\ry"'],
  ])('quotes a field with %s', (_what, value, field) => {
    expect(csv([{ a: value }])).toBe(`a\n${field}\n`);
  });
  test('quotes nothing that needs it not', () => {
    expect(csv([{ a: 'type stripping; 80 MB' }])).toBe('a\ntype stripping; 80 MB\n');
  });
});
