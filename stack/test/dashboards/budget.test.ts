import { describe, expect, test } from 'vitest';
import { components } from '../../../grafana/src/components.ts';
import { dashboards, type Inputs } from '../../../grafana/src/dashboards.ts';
import { variants } from '../../limits.ts';
import { inputs } from './generated.ts';

const mebibyte = 1024 ** 2;

function panelsOf(given: Inputs) {
  const budget = dashboards(given).find(({ title }) => title === 'Budget');
  return (budget?.rows ?? []).flatMap(({ panels }) => panels).filter((panel) => panel.kind === 'graph');
}

const shares = (given: Inputs) => panelsOf(given).filter(({ title }) => title.startsWith('Anonymous memory against'));

describe('the Budget dashboard', () => {
  test('divides by the limits of the compose files, each variant in one panel', async () => {
    const given = await inputs();
    const panels = shares(given);
    expect(panels.flatMap(({ title }) => title.split(': ')[1]?.split(', '))).toEqual([...variants]);
    for (const panel of panels) {
      const [variant = 'default'] = variants.filter((name) => panel.title.split(': ')[1]?.split(', ').includes(name));
      for (const { service } of components) {
        const limit = given.limits[variant][service]?.memoryBytes;
        expect(limit).toBeGreaterThan(0);
        expect(panel.queries.filter(({ expr }) => expr.endsWith(` / ${limit}`)).length, service).toBeGreaterThan(0);
      }
    }
  });

  test('follows a limit that changes', async () => {
    const { limits, ...others } = await inputs();
    const sensor = { memoryBytes: 77 * mebibyte, cpus: 0.5, goMemoryLimit: undefined };
    const changed = shares({ limits: { ...limits, lean: { ...limits.lean, sensor } }, ...others });
    expect(changed.find(({ title }) => title.endsWith(': lean'))?.queries.map(({ expr }) => expr)).toContainEqual(
      expect.stringContaining(` / ${77 * mebibyte}`),
    );
  });

  test("calls the collector's line by what it is, in each panel of anonymous memory", async () => {
    const given = await inputs();
    const panels = panelsOf(given).filter(({ title }) => title.startsWith('Anonymous memory'));
    expect(panels.length).toBeGreaterThan(1);
    for (const { queries, title } of panels) {
      const legends = queries.map(({ legend }) => legend);
      expect(legends, title).toContainEqual(expect.stringMatching(/ collector \(Go runtime\)$/));
      expect(legends, title).not.toContainEqual(expect.stringMatching(/ collector$/));
    }
  });

  test('calls free disk bad before the store takes nothing more', async () => {
    const given = await inputs();
    expect(given.diskReserveBytes).toBeGreaterThan(0);
    const thresholds = panelsOf(given).find(({ title }) => title === 'Free disk')?.thresholds ?? [];
    const [lowest, ...others] = thresholds;
    expect(lowest?.level).toBe('bad');
    for (const { from } of others) expect(from).toBeGreaterThan(given.diskReserveBytes);
  });

  test('draws the line that all limits together must not cross', async () => {
    const [anonymous] = panelsOf({ ...(await inputs()), budgetBytes: 123 * mebibyte });
    expect(anonymous?.title).toContain('123 MB');
    expect(anonymous?.queries.filter(({ role }) => role === 'limit').map(({ expr }) => expr)).toEqual([
      `${123 * mebibyte}`,
    ]);
  });
});
