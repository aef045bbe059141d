import * as common from '@grafana/grafana-foundation-sdk/common';
import { FieldColorBuilder, FieldColorModeId } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { dataSource, describe, graphHeight, lastValue, minInterval, statHeight } from '../common.ts';
import { isBanner, type StatPanel } from '../panel.ts';
import { grafanaValueNow } from './grafana-query.ts';
import { grafanaThresholds } from './grafana-thresholds.ts';

/** Across the whole dashboard it is a banner; beside graphs it is as high as they are. */
export function grafanaStat(panel: StatPanel, width: number): PanelBuilder {
  const banner = isBanner(panel);
  const builder = new PanelBuilder()
    .title(panel.title)
    .description(describe(panel))
    .datasource(dataSource)
    .interval(minInterval)
    .height(banner ? statHeight : graphHeight)
    .span(width)
    .unit(panel.unit.grafana)
    .targets(panel.queries.map(grafanaValueNow))
    .thresholds(grafanaThresholds(panel.thresholds))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .reduceOptions(lastValue())
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(banner ? common.BigValueColorMode.BackgroundSolid : common.BigValueColorMode.Value)
    .justifyMode(common.BigValueJustifyMode.Auto)
    .textMode(panel.text === 'name' ? common.BigValueTextMode.Name : common.BigValueTextMode.ValueAndName);
  if (panel.noValue !== undefined) builder.noValue(panel.noValue);
  return builder;
}
