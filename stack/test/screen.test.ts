import { describe, expect, test } from 'vitest';
import { createScreen, shorten } from '../screen.ts';

function outputOf(properties: { isTTY?: boolean; columns?: number }) {
  const written: string[] = [];
  return { written, output: { ...properties, write: (text: string) => written.push(text) } };
}

describe('createScreen', () => {
  test('keeps the live line below what is printed', () => {
    const { written, output } = outputOf({ isTTY: true, columns: 80 });
    const screen = createScreen(output);
    screen.setLiveLine('live');
    screen.print('line');
    screen.clearLiveLine();
    expect(written).toEqual(['live', '\r\x1b[Kline\nlive', '\r\x1b[K']);
  });

  test('writes no control sequence and no live line where there is no terminal', () => {
    const { written, output } = outputOf({});
    const screen = createScreen(output);
    screen.setLiveLine('live');
    screen.print('line');
    screen.clearLiveLine();
    expect(written.join('')).toBe('line\n');
    expect(screen.isLive).toBe(false);
  });

  test('leaves the last column free, so that the line never wraps', () => {
    const { written, output } = outputOf({ isTTY: true, columns: 10 });
    createScreen(output).setLiveLine('0123456789');
    expect(written).toEqual(['01234567…']);
  });
});

describe('shorten', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['·····', 4, '···…'],
  ])('makes %j fit %i columns', (text, width, expected) => {
    expect(shorten(text, width)).toBe(expected);
  });
});
