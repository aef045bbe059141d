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
 * series: 6 µs of the 33 µs that a request took, most of it for the garbage collector, measured in November 2026. Here the caller has a
 * key at hand, and attributes are made once per series. Its data reaches the reader as those of any other MetricProducer of the specification.
 */
export interface HotHistogram {
  /**
   * @param key stands for the attributes: equal keys mean equal attributes.
   * @param attributes called for the first value of a key only.
   */
  record(value: number, key: string, attributes: () => Attributes): void;
  readonly producer: MetricProducer;
}

export interface HotHistogramOptions {
  /** Upper bounds of the buckets, rising, in the declaration's unit. */
  readonly boundaries: readonly number[];
  /** Keys beyond this many go into one series with `otel.metric.overflow`, as with the SDK. */
  readonly seriesLimit: number;
}

interface Series {
  readonly attributes: Attributes;
  readonly counts: number[];
  sum: number;
}

const OVERFLOW_KEY = 'overflow';

export function createHotHistogram(
  declaration: MetricDeclaration & { readonly kind: 'histogram' },
  { boundaries, seriesLimit }: HotHistogramOptions,
): HotHistogram {
  const startTime = hrTime();
  const all = new Map<string, Series>();

  const open = (key: string, attributes: Attributes): Series => {
    const series = { attributes, counts: new Array<number>(boundaries.length + 1).fill(0), sum: 0 };
    all.set(key, series);
    return series;
  };
  const overflow = (): Series => all.get(OVERFLOW_KEY) ?? open(OVERFLOW_KEY, { 'otel.metric.overflow': true });

  return {
    record(value, key, attributes) {
      const series = all.get(key) ?? (all.size < seriesLimit - 1 ? open(key, attributes()) : overflow());
      const bucket = boundaries.findIndex((bound) => value <= bound);
      const index = bucket < 0 ? boundaries.length : bucket;
      series.counts[index] = (series.counts[index] ?? 0) + 1;
      series.sum += value;
    },
    producer: {
      async collect() {
        const endTime = hrTime();
        const dataPoints = [...all.values()].map(({ attributes, counts, sum }): DataPoint<Histogram> => {
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
