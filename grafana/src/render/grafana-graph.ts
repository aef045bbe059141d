import * as common from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { colours, dataSource, describe, graphHeight, legend, minInterval, tooltip } from '../common.ts';
import type { GraphPanel, Query } from '../panel.ts';
import { grafanaQuery, refId } from './grafana-query.ts';
import { grafanaThresholds } from './grafana-thresholds.ts';

export function grafanaGraph(panel: GraphPanel, width: number): PanelBuilder {
  const queries = panel.queries.filter(({ vmuiOnly }) => vmuiOnly !== true);
  const builder = new PanelBuilder()
    .title(panel.title)
    .description(describe(panel))
    .datasource(dataSource)
    .interval(minInterval)
    .height(graphHeight)
    .span(width)
    .unit(panel.unit.grafana)
    .targets(queries.map(grafanaQuery))
    .thresholds(grafanaThresholds(panel.thresholds))
    .thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(thresholdMode(panel)))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.PaletteClassic))
    .legend(legend())
    .tooltip(tooltip())
    .lineWidth(1)
    .fillOpacity(panel.stacked === true ? 40 : 8)
    .gradientMode(common.GraphGradientMode.None)
    .showPoints(common.VisibilityMode.Auto)
    // A gap is news: no line over it.
    .spanNulls(false);
  if (panel.stacked === true) builder.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  if (panel.softMax !== undefined) builder.axisSoftMin(0).axisSoftMax(panel.softMax);
  for (const [index, query] of queries.entries()) {
    const style = styles[query.role ?? 'value'];
    if (style.length > 0) builder.overrideByQuery(refId(index), [...style]);
  }
  return builder;
}

const thresholdMode = ({ thresholds = [] }: GraphPanel) =>
  thresholds.length > 1 ? common.GraphThresholdsStyleMode.Dashed : common.GraphThresholdsStyleMode.Off;

const styles: Readonly<Record<NonNullable<Query['role']>, readonly DynamicConfigValue[]>> = {
  value: [],
  limit: [
    { id: 'color', value: { mode: 'fixed', fixedColor: colours.bad } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.stacking', value: { mode: 'none', group: 'limit' } },
  ],
  extreme: [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [2, 4] } },
    { id: 'custom.fillOpacity', value: 0 },
  ],
};
