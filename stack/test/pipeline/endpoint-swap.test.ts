import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createPipeline,
  eventually,
  type Pipeline,
  stored,
  withoutBinaries,
  writeSteadyRecording,
} from './pipeline.ts';

describe.skipIf(withoutBinaries)(
  'the exporter points where the environment says [needs collector and VictoriaMetrics]',
  () => {
    let pipeline: Pipeline;
    let sensorEnv: Record<string, string>;
    beforeEach(async () => {
      pipeline = await createPipeline();
      sensorEnv = {
        SENSOR_SOURCE: `replay:${await writeSteadyRecording(pipeline.folder, 20, 50)}`,
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      };
      await pipeline.start('victoriametrics');
    });
    afterEach(() => pipeline?.close());

    test('straight to VictoriaMetrics, in protobuf, without a collector', async () => {
      await pipeline.start('sensor', {
        ...sensorEnv,
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `http://127.0.0.1:${pipeline.ports.victoriaMetrics}/opentelemetry/v1/metrics`,
        OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
        OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      });
      await stored(pipeline.store, 'sensor_temperature_celsius');
      const [temperature] = await pipeline.store.query('sensor_temperature_celsius');
      expect(temperature?.value).toBe(20);
      expect(await pipeline.store.query('{service_name="otelcol"}')).toEqual([]);
    });

    test('to a second collector that stamps what the header says', async () => {
      // The header becomes a label, so that what is stored shows that it arrived with the push.
      const overlay = join(pipeline.folder, 'header.yaml');
      await writeFile(
        overlay,
        [
          'receivers: { otlp: { protocols: { http: { include_metadata: true } } } }',
          'processors: { resource/site: { attributes: [{ key: site, from_context: metadata.x-site, action: upsert }] } }',
          'service: { pipelines: { metrics: { receivers: [otlp], processors: [memory_limiter, resource/site], exporters: [otlp_http/victoriametrics] } } }',
          '',
        ].join('\n'),
      );
      await pipeline.start('collector', {}, ['--config', overlay]);
      await pipeline.start('sensor', { ...sensorEnv, OTEL_EXPORTER_OTLP_HEADERS: 'x-site=green%20house' });
      await stored(pipeline.store, 'sensor_push_sequence');
      const [sample] = await pipeline.store.query('sensor_push_sequence');
      expect(sample?.labels['site']).toBe('green house');
    });

    test('to an endpoint that wants a credential: refused pushes are counted, not dropped in silence', async () => {
      const refusing = createServer((request, response) => {
        request.resume();
        response.writeHead(401).end();
      }).listen(0, '127.0.0.1');
      await once(refusing, 'listening');
      try {
        await pipeline.start('sensor', {
          ...sensorEnv,
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`,
        });
        await eventually(
          async () => (await fetch(`${pipeline.sensorUrl}/metrics`)).text(),
          (text) => /sensor_scrape_errors_total\{sensor_scrape_stage="push",error_type="401"\} [1-9]/.test(text),
        );
      } finally {
        refusing.close();
      }
    });
  },
);
