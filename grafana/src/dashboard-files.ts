import { dashboards, type Inputs } from './dashboards.ts';
import { grafanaDashboard } from './render/grafana-dashboard.ts';
import { vmuiDashboard } from './render/vmui-dashboard.ts';

/** Path below the repository, and what is to be in it. */
export interface DashboardFile {
  readonly path: string;
  readonly text: string;
}

export const grafanaFolder = 'grafana/dashboards';
export const vmuiFolder = 'victoriametrics/dashboards';

export function dashboardFiles(inputs: Inputs): readonly DashboardFile[] {
  return dashboards(inputs).flatMap((dashboard, index) => [
    { path: `${grafanaFolder}/${dashboard.uid}.json`, text: json(grafanaDashboard(dashboard)) },
    // VictoriaMetrics lists them by the names of their files.
    { path: `${vmuiFolder}/${index + 1}-${dashboard.uid}.json`, text: json(vmuiDashboard(dashboard)) },
  ]);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
