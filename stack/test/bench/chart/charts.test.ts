import { describe, expect, test } from 'vitest';
import { barChart } from '../../../bench/chart/bar-chart.ts';
import { dotChart } from '../../../bench/chart/dot-chart.ts';
import { lineChart } from '../../../bench/chart/line-chart.ts';

const line = lineChart({
  title: 'Memory <idle> & "quiet"',
  x: { label: 'time', unit: 'min' },
  y: { label: 'anonymous memory', unit: 'MB', from: 0 },
  series: [
    {
      name: 'RssAnon',
      points: [
        [0, 22],
        [5, 24],
        [10, 25],
      ],
    },
  ],
  goal: { value: 30, label: 'goal: under 30 MB' },
  marks: [{ at: 2, label: 'requests' }],
});
const dots = dotChart({
  title: 'Start',
  x: { label: 'time', unit: 'ms', from: 0 },
  groups: [
    { name: 'bundle', values: [440, 475, 500], median: 475 },
    { name: 'type stripping', values: [], median: undefined, note: '3 of 3 not ready within 30 s' },
  ],
  goal: { value: 600, label: 'goal' },
});

const bars = barChart({
  title: 'Stored',
  x: { label: 'slots', unit: '%' },
  groups: [
    { name: 'undisturbed', bars: [{ name: 'push', value: 100, note: '20 of 20', series: 2 }] },
    { name: 'cut', bars: [{ name: 'pull', value: 0, note: '0 of 20', series: 0 }] },
  ],
});

describe.each([
  ['lineChart', line],
  ['barChart', bars],
  ['dotChart', dots],
])('%s', (_name, svg) => {
  test('is well-formed', () => {
    expect(openAtEnd(svg)).toEqual([]);
  });
  test('holds no number that is none', () => {
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
  test('declares its namespace, without which no browser shows an image', () => {
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"')).toBe(true);
  });
});

describe('lineChart', () => {
  test('names its axes with units, series, goal and marks', () => {
    expect(textsOf(line)).toEqual(
      expect.arrayContaining([
        'time (min)',
        'anonymous memory (MB)',
        'RssAnon',
        'goal: under 30 MB',
        'requests',
        '30',
        '10',
      ]),
    );
  });
  test('escapes what would be markup', () => {
    expect(line).toContain('<title>Memory &lt;idle&gt; &amp; &quot;quiet&quot;</title>');
  });
  test('draws a later point further right and a higher value further up', () => {
    const points =
      /points="([^"]+)"/
        .exec(line)?.[1]
        ?.split(' ')
        .map((point) => point.split(',').map(Number)) ?? [];
    expect(points).toHaveLength(3);
    expect(points.map(([x]) => x)).toEqual(points.map(([x]) => x).toSorted((a = 0, b = 0) => a - b));
    expect(points.map(([, y]) => y)).toEqual(points.map(([, y]) => y).toSorted((a = 0, b = 0) => b - a));
  });
});

describe('dotChart', () => {
  test('names its axis with the unit, groups, notes and goal', () => {
    expect(textsOf(dots)).toEqual(
      expect.arrayContaining(['time (ms)', 'bundle', 'type stripping', '3 of 3 not ready within 30 s', 'goal']),
    );
  });
  test('draws a dot per run and a bar per median', () => {
    expect(dots.match(/<circle /g)).toHaveLength(3);
    expect(dots.match(/stroke-width="3"/g)).toHaveLength(1);
  });
});

describe('barChart', () => {
  test('names groups and bars and says what each comes to', () => {
    expect(textsOf(bars)).toEqual(
      expect.arrayContaining(['slots (%)', 'undisturbed', 'push', '20 of 20', 'cut', 'pull', '0 of 20']),
    );
  });
  test('a bar is as long as its value from zero on', () => {
    const widths = [...bars.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(widths[0]).toBeGreaterThan(300);
    expect(widths[1]).toBe(0);
  });
});

function textsOf(svg: string): string[] {
  return Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, content = '']) => content);
}

/** Elements left open; throws on anything that is no tag, no text, or closes what is not open. */
function openAtEnd(svg: string): string[] {
  const open: string[] = [];
  let rest = svg.trim();
  while (rest !== '') {
    const token = /^(?:<(\/?)([a-z]+)((?: [a-zA-Z0-9:-]+="[^"<>]*")*)(\/?)>|[^<>&]+|&(?:amp|lt|gt|quot);)/.exec(rest);
    if (token === null) throw new Error(`not well-formed at: ${rest.slice(0, 60)}`);
    rest = rest.slice(token[0].length);
    const [, closes, name, , empty] = token;
    if (name === undefined || empty === '/') continue;
    if (closes === '') open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes what is not open`);
  }
  return open;
}
