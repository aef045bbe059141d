import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { dataSource, minInterval } from '../common.ts';
import type { Column, Query } from '../panel.ts';

/** A, B, C...: what Grafana calls the queries of a panel. */
export const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** Points over the time range. */
export const grafanaQuery = ({ expr, legend }: Query, index: number) =>
  queryOf(expr, index).legendFormat(legend).range().format(PromQueryFormat.TimeSeries);

/** What is true now. */
export const grafanaValueNow = ({ expr, legend }: Query, index: number) =>
  queryOf(expr, index).legendFormat(legend).instant().format(PromQueryFormat.TimeSeries);

/** The same as rows of a table, a column per label. */
export const grafanaColumn = ({ expr }: Column, index: number) =>
  queryOf(expr, index).instant().format(PromQueryFormat.Table);

function queryOf(expr: string, index: number): DataqueryBuilder {
  return new DataqueryBuilder().refId(refId(index)).datasource(dataSource).expr(expr).interval(minInterval);
}
