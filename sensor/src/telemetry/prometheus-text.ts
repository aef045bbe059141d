import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { prometheusName } from '../prometheus-name.ts';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Prometheus text of what was collected, under the names that VictoriaMetrics stores.
 * The serializer alone adds `_total` but no unit, so metrics are renamed first. Resource attributes are left out as labels
 * (whoever scrapes this adds its own job and instance) and stand in target_info.
 */
export function prometheusText(collected: ResourceMetrics): string {
  const scopeMetrics = collected.scopeMetrics.map((scope) => ({ ...scope, metrics: scope.metrics.map(renamed) }));
  return new PrometheusSerializer(undefined, false, undefined, false, true).serialize({ ...collected, scopeMetrics });
}

function renamed(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const stored = prometheusName({ name, unit, kind: kindOf(metric) });
  return { ...metric, descriptor: { ...metric.descriptor, name: stored, unit: '' } };
}

function kindOf(metric: MetricData): 'counter' | 'gauge' | 'histogram' | 'updowncounter' {
  switch (metric.dataPointType) {
    case DataPointType.SUM:
      return metric.isMonotonic ? 'counter' : 'updowncounter';
    case DataPointType.GAUGE:
      return 'gauge';
    default:
      return 'histogram';
  }
}
