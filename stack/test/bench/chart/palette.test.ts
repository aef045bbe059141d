import { describe, expect, test } from 'vitest';
import { palette } from '../../../bench/chart/palette.ts';

/** Pages that a README is read on: white, and the dark ones of code hosts. */
const backgrounds = ['#ffffff', '#0d1117', '#1e1e1e'];

describe('palette', () => {
  const colors = [palette.text, palette.goal, ...palette.series];
  test.each(colors.flatMap((color) => backgrounds.map((background) => [color, background] as const)))(
    '%s can be read on %s',
    (color, background) => {
      // WCAG's bound for large text and graphics; normal text's 4.5 cannot be had on white and near-black at once.
      expect(contrast(color, background)).toBeGreaterThanOrEqual(3);
    },
  );
  test('its contrast is measured as WCAG does', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
});

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => linear(Number.parseInt(color.slice(at, at + 2), 16) / 255)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
