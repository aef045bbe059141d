import { describe, expect, test } from 'vitest';
import { metricNamesOf } from './metric-names-of.ts';

describe('metricNamesOf', () => {
  test.each([
    ['sensor_memory_bytes', ['sensor_memory_bytes']],
    ['60 * sum by (host_name, reason) (rate(a_total{host_name=~"$device"}[$__rate_interval]))', ['a_total']],
    ['a / 1Mi', ['a']],
    ['time() - max by (x) (topk(1, tlast_over_time({__name__=~"a|b"}[7d])) by (x))', ['a', 'b']],
    ['count(last_over_time({service_name!=""}[5m]) @ end()) or vector(0)', []],
    ['histogram_quantile(0.99, sum by (le) (rate(a_bucket))) / b_1m', ['a_bucket', 'b_1m']],
  ])('finds the names in %s', (expression, names) => {
    expect(metricNamesOf(expression)).toEqual(names);
  });
});
