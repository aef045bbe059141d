import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DashboardPanel {
  readonly dashboard: string;
  readonly title: string;
  readonly expressions: readonly string[];
}

interface VmuiDashboard {
  readonly title: string;
  readonly rows: readonly {
    readonly panels: readonly { readonly title: string; readonly expr: readonly string[] }[];
  }[];
}

/** Every panel of the dashboards that the store itself serves; Grafana's are made from the same queries. */
export async function dashboardPanels(root: string): Promise<readonly DashboardPanel[]> {
  const folder = join(root, 'victoriametrics/dashboards');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const dashboards = names.map(async (name) => panelsOf(await readFile(join(folder, name), 'utf8')));
  return (await Promise.all(dashboards)).flat();
}

export function panelsOf(json: string): readonly DashboardPanel[] {
  const { title: dashboard, rows } = JSON.parse(json) as VmuiDashboard;
  return rows.flatMap(({ panels }) => panels.map(({ title, expr }) => ({ dashboard, title, expressions: expr })));
}
