import { describe, expect, test } from 'vitest';
import { bar, barSigns } from '../../budget/bar.ts';
import { judge } from '../../budget/judge.ts';
import { renderBudget } from '../../budget/render-budget.ts';
import { createPaint } from '../../paint.ts';
import { readingOf, serviceUse } from './service-use.ts';

const plain = createPaint(false);
const mebibyte = 1024 * 1024;

function rendered(columns: number, paint = plain): string {
  const uses = [
    serviceUse(),
    serviceUse({ service: 'victoriametrics', majorFaultsPerSecond: 210.4, cpuPercent: 43.2 }),
    serviceUse({ service: 'otel-collector', memory: readingOf({ oomKills: 3 }), restarts: 3 }),
    serviceUse({ service: 'grafana', pid: 0, state: 'exited', exitCode: 137, memory: undefined }),
  ];
  return renderBudget(judge(uses), { project: 'otel-edge-on-the-device-in-the-cellar', seconds: 10, columns, paint });
}

describe('renderBudget', () => {
  test.each([
    [60, 60],
    [40, 60],
    [100, 100],
    [111, 111],
    [112, 112],
    [300, 132],
  ])('keeps within a terminal of %d columns', (columns, bound) => {
    const lines = rendered(columns).split('\n');
    // A word that is longer than a line stands alone: file lists of COMPOSE_FILE.
    expect(lines.filter((line) => line.length > bound)).toEqual([]);
    expect(lines.length).toBeGreaterThan(10);
  });

  test.each([60, 120])('shows every service with its verdict at %d columns', (columns) => {
    const text = rendered(columns);
    expect(text).toMatch(/sensor .*fits/);
    expect(text).toMatch(/victoriametrics .*thrashing/);
    expect(text).toMatch(/otel-collector .*killed/);
    expect(text).toMatch(/grafana .*not running/);
    expect(text).toContain('210.4');
    expect(text).toContain('all of it');
  });

  test('writes no control sequence without colour', () => {
    expect(rendered(120, createPaint(true))).toContain('\x1b[');
    expect(rendered(120)).not.toContain('\x1b');
  });
});

describe('bar', () => {
  const count = (text: string, sign: string): number => text.split(sign).length - 1;

  test.each([
    [20, 38, 80, [5, 10, 5]],
    [0, 0, 80, [0, 0, 20]],
    [80, 0, 80, [20, 0, 0]],
    [60, 60, 80, [15, 5, 0]],
    [0.1, 0, 80, [1, 0, 19]],
  ])('draws %d and %d of %d', (anonymous, file, limit, [full, shaded, free]) => {
    const parts = { anonymousBytes: anonymous * mebibyte, fileBytes: file * mebibyte, limitBytes: limit * mebibyte };
    const drawn = bar(parts, 20, plain);
    expect(drawn).toHaveLength(20);
    expect([barSigns.anonymous, barSigns.file, barSigns.free].map((sign) => count(drawn, sign))).toEqual([
      full,
      shaded,
      free,
    ]);
  });
});
