import { type Attributes, ValueType } from '@opentelemetry/api';
import { hrTime } from '@opentelemetry/core';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type Histogram,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import type { MetricDeclaration } from '../metric-names.ts';

/**
 * A histogram for what happens at every request. The SDK's own sorts and stringifies the attributes at each recording to find the
 * series: 6 µs of the 33 µs that a request took, most of it for the garbage collector, measured in November 2026. A key made of them in
 * place of that still cost 2 µs. Here the caller gets a series once and records into it: what OpenTelemetry discusses as bound instruments.
 * Its data reaches the reader as those of any other MetricProducer of the specification.
 */
export interface HotHistogram {
  /** Opens the series of these attributes, which the caller keeps: asked for again, they would be a second series with the same name. */
  open(attributes: Attributes): HotSeries;
  readonly producer: MetricProducer;
}

export interface HotSeries {
  record(value: number): void;
}

export interface HotHistogramOptions {
  /** Upper bounds of the buckets, rising, in the declaration's unit. */
  readonly boundaries: readonly number[];
  /** What is opened beyond this many is one series with `otel.metric.overflow`, as with the SDK. */
  readonly seriesLimit: number;
}

interface SeriesData {
  readonly attributes: Attributes;
  readonly counts: number[];
  sum: number;
}

export function createHotHistogram(
  declaration: MetricDeclaration & { readonly kind: 'histogram' },
  { boundaries, seriesLimit }: HotHistogramOptions,
): HotHistogram {
  const startTime = hrTime();
  const all: SeriesData[] = [];
  let overflow: HotSeries | undefined;

  const add = (attributes: Attributes): HotSeries => {
    const data: SeriesData = { attributes, counts: new Array<number>(boundaries.length + 1).fill(0), sum: 0 };
    all.push(data);
    return {
      record(value) {
        const bucket = boundaries.findIndex((bound) => value <= bound);
        const index = bucket < 0 ? boundaries.length : bucket;
        data.counts[index] = (data.counts[index] ?? 0) + 1;
        data.sum += value;
      },
    };
  };

  return {
    open(attributes) {
      if (all.length < seriesLimit - 1) return add(attributes);
      overflow ??= add({ 'otel.metric.overflow': true });
      return overflow;
    },
    producer: {
      async collect() {
        const endTime = hrTime();
        const dataPoints = all.map(({ attributes, counts, sum }): DataPoint<Histogram> => {
          const count = counts.reduce((total, inBucket) => total + inBucket, 0);
          const buckets = { boundaries: [...boundaries], counts: [...counts] };
          return { startTime, endTime, attributes, value: { buckets, count, sum } };
        });
        const metric: HistogramMetricData = {
          descriptor: {
            name: declaration.name,
            unit: declaration.unit,
            description: declaration.description,
            valueType: ValueType.DOUBLE,
          },
          aggregationTemporality: AggregationTemporality.CUMULATIVE,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints,
        };
        const scopeMetrics = dataPoints.length === 0 ? [] : [{ scope: { name: 'sensor' }, metrics: [metric] }];
        return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
      },
    },
  };
}
