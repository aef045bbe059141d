type Value = string | number | { readonly [key: string]: Value };

/** In order, and a key may come more than once: the wire allows it. */
export type Attributes = readonly (readonly [string, Value])[];

export interface Claims {
  readonly resource?: Attributes;
  readonly scope?: Attributes;
  readonly point?: Attributes;
}

/** One gauge with one point of now, in OTLP/JSON, and whatever it claims about itself. */
export function metricBody(
  name: string,
  value: number,
  { resource = [], scope = [], point = [] }: Claims = {},
): string {
  const dataPoints = [{ timeUnixNano: `${Date.now()}000000`, asDouble: value, attributes: keyValues(point) }];
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource) },
        scopeMetrics: [
          { scope: { name: 'test', attributes: keyValues(scope) }, metrics: [{ name, gauge: { dataPoints } }] },
        ],
      },
    ],
  });
}

function keyValues(attributes: Attributes): unknown[] {
  return attributes.map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: Value): unknown {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { doubleValue: value };
  return { kvlistValue: { values: keyValues(Object.entries(value)) } };
}
