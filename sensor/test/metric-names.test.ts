import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { metrics } from '../src/metric-names.ts';
import { prometheusName } from '../src/prometheus-name.ts';

describe('the metric registry', () => {
  test('keeps the names that people query', () => {
    expect([metrics.scrapeErrors, metrics.memory, metrics.queueDepth].map(prometheusName)).toEqual([
      'sensor_scrape_errors_total',
      'sensor_memory_bytes',
      'sensor_queue_depth',
    ]);
  });

  test('is the only place in the service with a metric name', () => {
    const root = join(import.meta.dirname, '../src');
    const names = Object.values(metrics).map(({ name }) => name);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const literals = (file: string) =>
      names.filter((name) => readFileSync(join(root, file), 'utf8').includes(`'${name}'`));
    expect(literals('metric-names.ts')).toHaveLength(names.length); // or the search below could find nothing anywhere
    expect(files.filter((file) => file !== 'metric-names.ts' && literals(file).length > 0)).toEqual([]);
  });
});
