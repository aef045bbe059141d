export type Value = string | number | { readonly [key: string]: Value };

/** In order, and a key may come more than once: the wire allows it. */
export type Attributes = readonly (readonly [string, Value])[];

export const metricKinds = ['gauge', 'sum', 'histogram'] as const;
export type MetricKind = (typeof metricKinds)[number];

export interface Claims {
  readonly kind?: MetricKind;
  readonly resource?: Attributes;
  readonly scope?: Attributes;
  readonly point?: Attributes;
}

/** One metric, a gauge by default, with one point of now, in OTLP/JSON, and whatever it claims about itself. */
export function metricBody(
  name: string,
  value: number,
  { kind = 'gauge', resource = [], scope = [], point = [] }: Claims = {},
): string {
  const common = { timeUnixNano: `${Date.now()}000000`, attributes: keyValues(point) };
  const metric = { name, [kind]: data[kind](common, value) };
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource) },
        scopeMetrics: [{ scope: { name: 'test', attributes: keyValues(scope) }, metrics: [metric] }],
      },
    ],
  });
}

const cumulative = 2;
const data: Readonly<Record<MetricKind, (common: object, value: number) => unknown>> = {
  gauge: (common, value) => ({ dataPoints: [{ ...common, asDouble: value }] }),
  sum: (common, value) => ({
    dataPoints: [{ ...common, asDouble: value }],
    aggregationTemporality: cumulative,
    isMonotonic: true,
  }),
  histogram: (common, value) => ({
    dataPoints: [{ ...common, count: '1', sum: value, bucketCounts: ['1', '0'], explicitBounds: [value] }],
    aggregationTemporality: cumulative,
  }),
};

function keyValues(attributes: Attributes): unknown[] {
  return attributes.map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Value): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  return { kvlistValue: { values: keyValues(Object.entries(value)) } };
}
