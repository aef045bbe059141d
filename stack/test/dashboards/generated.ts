import { dashboards, type Inputs } from '../../../grafana/src/dashboards.ts';
import { grafanaDashboard } from '../../../grafana/src/render/grafana-dashboard.ts';
import { vmuiDashboard } from '../../../grafana/src/render/vmui-dashboard.ts';
import { readDashboardInputs } from '../../dashboards/dashboard-inputs.ts';
import { root } from '../contract/project.ts';

/** As far as the tests look into Grafana's classic JSON. */
export interface GrafanaPanelFile {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly interval?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly GrafanaTarget[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
}

export interface GrafanaTarget {
  readonly refId: string;
  readonly expr: string;
  readonly interval: string;
  readonly instant: boolean;
  readonly datasource: { readonly uid: string };
}

export interface GrafanaFile {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly panels: readonly GrafanaPanelFile[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly datasource: { readonly uid: string } }[];
  };
}

export const inputs = (): Promise<Inputs> => readDashboardInputs(root);

export const declared = dashboards(await inputs());

/** As Grafana and VictoriaMetrics read them: through JSON, so that nothing but data is left. */
export const grafanaFiles = declared.map((dashboard) => asFile(grafanaDashboard(dashboard)) as GrafanaFile);
export const vmuiFiles = declared.map(vmuiDashboard);

function asFile(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
