import type { Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { metrics } from '../../src/metric-names.ts';
import { createHotHistogram } from '../../src/telemetry/hot-histogram.ts';
import { createOnDemandReader } from '../../src/telemetry/on-demand-reader.ts';

/** A real MeterProvider around the service's own reader. */
export function createCollecting() {
  const errors: unknown[] = [];
  const requestDurations = createHotHistogram(metrics.httpServerRequestDuration, {
    boundaries: [0.1, 1],
    seriesLimit: 5,
  });
  const { reader, collect } = createOnDemandReader([requestDurations.producer], (found) => errors.push(...found));
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': 'test' }),
    readers: [reader],
  });
  return { meter: provider.getMeter('test'), collect, errors, requestDurations };
}

/** Data points of one metric as [value, attributes]; empty when it was not collected. */
export function pointsOf(collected: ResourceMetrics, name: string): [unknown, Attributes][] {
  return collected.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap(({ dataPoints }) => dataPoints.map(({ value, attributes }): [unknown, Attributes] => [value, attributes]));
}
