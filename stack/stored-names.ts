import { metrics } from '../sensor/src/metric-names.ts';
import { prometheusName } from '../sensor/src/prometheus-name.ts';

/** The few series that this runner asks for, as VictoriaMetrics stores them. */
export const storedNames = {
  pushSequence: prometheusName(metrics.pushSequence),
  temperature: prometheusName(metrics.temperature),
  humidity: prometheusName(metrics.humidity),
  queueDepth: prometheusName(metrics.queueDepth),
  scrapeErrors: prometheusName(metrics.scrapeErrors),
  /** The collector's own: items that wait for VictoriaMetrics. */
  collectorQueueSize: 'otelcol_exporter_queue_size',
} as const;
