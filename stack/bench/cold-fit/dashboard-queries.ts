import { deviceName, loadService } from './load-points.ts';

/** One panel. */
export interface DashboardQuery {
  readonly title: string;
  readonly expression: string;
}

const device = `service_name="${loadService}",host_name="${deviceName(0)}"`;
const all = `service_name="${loadService}"`;

/**
 * A dashboard of twelve panels over 24 h: a device in detail, all devices compared, and the pipeline itself. These stand in for the
 * queries of the dashboards in the repository until there are some.
 */
export const dashboardQueries: readonly DashboardQuery[] = [
  { title: 'one value of a device', expression: `load_metric_00{${device},channel="0"}` },
  { title: 'five channels of a device', expression: `load_metric_01{${device}}` },
  { title: 'mean of a device', expression: `avg(load_metric_02{${device}})` },
  { title: 'highest of 5 minutes', expression: `max_over_time(load_metric_03{${device},channel="0"}[5m])` },
  { title: 'change per second', expression: `deriv(load_metric_04{${device},channel="0"}[10m])` },
  { title: 'one channel of every device', expression: `avg by (host_name) (load_metric_05{${all},channel="0"})` },
  { title: 'devices that push', expression: `count(count by (host_name) (load_metric_06{${all},channel="0"}))` },
  { title: 'five highest', expression: `topk(5, load_metric_07{${all},channel="1"})` },
  { title: 'temperature', expression: 'sensor_temperature_celsius' },
  { title: 'memory of the sensor', expression: 'sensor_memory_bytes' },
  { title: 'points a second', expression: 'sum(rate(vm_rows_added_to_storage_total[1m]))' },
  { title: 'queue of the collector', expression: 'max(otelcol_exporter_queue_size)' },
];

export const dashboardRange = { hours: 24, stepSeconds: 120, refreshSeconds: 15 } as const;
