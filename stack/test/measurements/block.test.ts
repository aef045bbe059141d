import { describe, expect, test } from 'vitest';
import { replaceBlock } from '../../measurements/block.ts';

describe('replaceBlock', () => {
  const options = { name: 'a', content: 'new\n', where: 'file' };
  const [start, end] = ['<!-- measurements:a -->', '<!-- /measurements:a -->'];
  test('replaces what is between the marks and nothing else, and the second time nothing at all', () => {
    const once = replaceBlock(`before\n${start}\nold\n${end}\nafter\n`, options);
    expect(once).toBe(`before\n${start}\n\nnew\n\n${end}\nafter\n`);
    expect(replaceBlock(once, options)).toBe(once);
  });
  test.each([
    ['no mark', 'text'],
    ['no end', `${start}\n`],
    ['two begins', `${start}\n${start}\n${end}\n`],
    ['two ends', `${start}\n${end}\n${end}\n`],
    ['the wrong order', `${end}\n${start}\n`],
  ])('throws at %s', (_what, text) => {
    expect(() => replaceBlock(text, options)).toThrow(/^file: /);
  });
});
