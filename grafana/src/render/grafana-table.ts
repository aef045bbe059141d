import * as common from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig, DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import { dataSource, describe, minInterval, tableHeight } from '../common.ts';
import { labels } from '../expression.ts';
import type { Column, TablePanel } from '../panel.ts';
import { grafanaColumn, refId } from './grafana-query.ts';
import { thresholdSteps } from './grafana-thresholds.ts';

const labelTitles = {
  [labels.device]: 'Device',
  [labels.service]: 'Service',
  [labels.version]: 'Version',
  [labels.instance]: 'Instance',
};

export function grafanaTable(panel: TablePanel, width: number): PanelBuilder {
  const builder = new PanelBuilder()
    .title(panel.title)
    .description(describe(panel))
    .datasource(dataSource)
    .interval(minInterval)
    .height(tableHeight)
    .span(width)
    .unit('short')
    .targets(panel.columns.map(grafanaColumn))
    .transformations(transformations(panel.columns))
    .cellHeight(common.TableCellHeight.Sm)
    .showHeader(true)
    .filterable(true)
    .sortBy([new common.TableSortByFieldStateBuilder().displayName(panel.columns[0]?.title ?? '').desc(true)])
    .overrideByName(labelTitles[labels.device] ?? '', [{ id: 'links', value: [toDevice] }]);
  for (const column of panel.columns) builder.overrideByName(column.title, propertiesOf(column));
  return builder;
}

const toDevice = {
  title: 'Device dashboard',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's, which puts the cell's value there
  url: '/d/otel-edge-device?var-device=${__value.raw}',
};

function propertiesOf({ unit, thresholds = [] }: Column): DynamicConfigValue[] {
  const plain: DynamicConfigValue[] = [
    { id: 'unit', value: unit.grafana },
    { id: 'decimals', value: 1 },
  ];
  if (thresholds.length === 0) return plain;
  const coloured: DynamicConfigValue[] = [
    { id: 'thresholds', value: { mode: 'absolute', steps: thresholdSteps(thresholds) } },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
  return [...plain, ...coloured];
}

/** One frame per query becomes one row per sender: joined by the labels that they share, the numbers named by their column. */
function transformations(columns: readonly Column[]): DataTransformerConfig[] {
  const values = columns.map(({ title }, index) => [columns.length === 1 ? 'Value' : `Value #${refId(index)}`, title]);
  const order = [
    ...Object.keys(labelTitles).slice(0, 2),
    ...values.map(([name]) => name),
    labels.version,
    labels.instance,
  ];
  return [
    { id: 'merge', options: {} },
    {
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((name, index) => [name, index])),
        renameByName: { ...labelTitles, ...Object.fromEntries(values) },
      },
    },
  ];
}
