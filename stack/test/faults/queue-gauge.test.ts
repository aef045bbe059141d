import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createQueueGauge, parseQueueFill } from '../../faults/queue-gauge.ts';
import { tempDir } from '../temp-dir.ts';

const root = join(import.meta.dirname, '../../..');

describe('parseQueueFill', () => {
  test('reads size and capacity', () => {
    const text = [
      '# TYPE otelcol_exporter_queue_capacity gauge',
      'otelcol_exporter_queue_capacity{data_type="metrics",exporter="x"} 6.7108864e+07',
      'otelcol_exporter_queue_size{data_type="metrics",exporter="x"} 6212',
    ];
    expect(parseQueueFill(text.join('\n'))).toEqual({ sizeBytes: 6212, capacityBytes: 67_108_864 });
  });

  test('does not take silence for an empty queue', () => {
    expect(() => parseQueueFill('up 1\n')).toThrow('queue_size');
  });
});

describe('createQueueGauge', () => {
  test('adds a reader to those that the collector has', async () => {
    const folder = await tempDir();
    const { configFile } = await createQueueGauge(root, folder);
    const config = JSON.parse(await readFile(configFile, 'utf8')) as {
      service: { telemetry: { metrics: { readers: Record<string, unknown>[] } } };
    };
    expect(config.service.telemetry.metrics.readers.flatMap((reader) => Object.keys(reader))).toEqual([
      'periodic',
      'pull',
    ]);
  });
});
