import * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource, otherDashboards, tag } from '../common.ts';
import type { Choice, Dashboard, Panel } from '../panel.ts';
import { grafanaGraph } from './grafana-graph.ts';
import { grafanaStat } from './grafana-stat.ts';
import { grafanaTable } from './grafana-table.ts';

const columns = 24;
const rowHeight = 1;

/** Classic JSON: file provisioning refuses the newer schema. */
export function grafanaDashboard(dashboard: Dashboard): sdk.Dashboard {
  const builder = new sdk.DashboardBuilder(dashboard.title)
    .uid(dashboard.uid)
    .description(dashboard.description)
    .tags([tag])
    .timezone('browser')
    .time({ from: 'now-3h', to: 'now' })
    .refresh(dashboard.refresh)
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .readonly()
    .variables(dashboard.choice === undefined ? [] : [deviceVariable(dashboard.choice)])
    .links([otherDashboards()]);
  for (const panel of placed(dashboard)) {
    if (panel instanceof sdk.RowBuilder) builder.withRow(panel);
    else builder.withPanel(panel);
  }
  return builder.build();
}

type Placed = sdk.RowBuilder | ReturnType<typeof grafanaPanel>;

/** Every place is stated: the SDK's own arithmetic stops at panels that do not fill a line. */
function placed({ rows }: Dashboard): readonly Placed[] {
  const result: Placed[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    result.push(new sdk.RowBuilder(title).id(result.length + 1).gridPos({ x: 0, y, w: columns, h: rowHeight }));
    y += rowHeight;
    let x = 0;
    let height = 0;
    for (const [index, panel] of panels.entries()) {
      const width = widthOf(panels, index);
      if (x + width > columns) [x, y, height] = [0, y + height, 0];
      const builder = grafanaPanel(panel, width);
      const h = builder.build().gridPos?.h ?? 0;
      result.push(builder.id(result.length + 1).gridPos({ x, y, w: width, h }));
      x += width;
      height = Math.max(height, h);
    }
    y += height;
  }
  return result;
}

function grafanaPanel(panel: Panel, width: number) {
  if (panel.kind === 'graph') return grafanaGraph(panel, width);
  return panel.kind === 'stat' ? grafanaStat(panel, width) : grafanaTable(panel, width);
}

const widthOf = (panels: readonly Panel[], index: number): number => panels[index]?.width ?? columns / 2;

function deviceVariable({ devicesOf, begin }: Choice): sdk.QueryVariableBuilder {
  const variable = new sdk.QueryVariableBuilder('device')
    .label('Device')
    .datasource(dataSource)
    .query({ qryType: 1, query: `label_values(${devicesOf}, host_name)`, refId: 'devices' })
    .definition(`label_values(${devicesOf}, host_name)`)
    .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
    .sort(sdk.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+');
  return begin === 'all' ? variable.current({ text: 'All', value: '$__all' }) : variable;
}
