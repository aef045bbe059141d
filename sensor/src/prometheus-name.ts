/**
 * Names as VictoriaMetrics stores them (`-opentelemetry.usePrometheusNaming`), so that /metrics, dashboards and tests say the same.
 * The rules are OpenTelemetry's for Prometheus compatibility; what VictoriaMetrics 1.143 makes of them is in
 * docs/decisions/0002-metric-names-in-victoriametrics.md, and a pipeline test compares with what it really stored.
 */
export interface NamedMetric {
  readonly name: string;
  /** UCUM. */
  readonly unit: string;
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'updowncounter';
}

const units: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '1': '',
  '%': 'percent',
};

/** Stored name without the `_bucket`, `_sum` or `_count` of a histogram. Units with `/` are not used here and are refused. */
export function prometheusName({ name, unit, kind }: NamedMetric): string {
  if (unit.includes('/')) throw new RangeError(`${name}: unit ${JSON.stringify(unit)}: rates are derived in queries`);
  const tokens = name.split(/[/_.\-: ]+/).filter((token) => token !== '');
  const suffix = unit.includes('{') ? '' : (units[unit] ?? unit);
  if (suffix !== '' && !tokens.includes(suffix)) tokens.push(suffix);
  if (kind === 'counter') moveToEnd(tokens, 'total');
  if (kind === 'gauge' && unit === '1') moveToEnd(tokens, 'ratio');
  return tokens.join('_');
}

/** Label name of an attribute key. */
export function prometheusLabel(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/g, '_');
}

function moveToEnd(tokens: string[], token: string): void {
  const index = tokens.indexOf(token);
  if (index >= 0) tokens.splice(index, 1);
  tokens.push(token);
}
