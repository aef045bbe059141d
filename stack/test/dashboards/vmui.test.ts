import { describe, expect, test } from 'vitest';
import { isBanner } from '../../../grafana/src/panel.ts';
import { declared, grafanaFiles, vmuiFiles } from './generated.ts';

test('vmui has the dashboards of Grafana, in the same order, with the same rows', () => {
  expect(vmuiFiles.map(({ title }) => title)).toEqual(grafanaFiles.map(({ title }) => title));
  expect(vmuiFiles.map(({ rows }) => rows.map(({ title }) => title))).toEqual(
    declared.map(({ rows }) => rows.map(({ title }) => title)),
  );
});

describe.each(vmuiFiles.map((file) => [file.title, file] as const))('the dashboard %s in vmui', (_title, file) => {
  const panels = file.rows.flatMap((row) => row.panels);

  test('has an alias for each query, and in no panel one twice, which would give two series one colour', () => {
    expect(panels.length).toBeGreaterThan(3);
    for (const { title, expr, alias } of panels) {
      expect(alias.length, title).toBe(expr.length);
      expect(new Set(alias).size, title).toBe(alias.length);
      for (const text of [...expr, ...alias]) expect(text, title).not.toBe('');
    }
  });

  test('has a title, a unit and a description on each panel', () => {
    for (const { title, unit, description } of panels) {
      expect(title).not.toBe('');
      expect(unit, title).not.toBe('');
      expect(description, title).toContain('**Good:**');
    }
  });

  test('begins with what Grafana shows as a banner', () => {
    const banners = declared.find(({ title }) => title === file.title)?.rows[0]?.panels.filter(isBanner) ?? [];
    expect(panels.slice(0, banners.length).map(({ title }) => title)).toEqual(banners.map(({ title }) => title));
    expect(banners).toHaveLength(file.title === 'Device' ? 1 : 0);
  });

  test('has panels of one width, because vmui cuts off others on a phone', () => {
    expect(new Set(panels.map(({ width }) => width))).toEqual(new Set([6]));
  });

  test('has no variable of Grafana left in a query', () => {
    for (const { title, expr } of panels) for (const text of expr) expect(text, title).not.toContain('$');
  });
});
