// Pushes the readings of a weather station as JSON over HTTP, with the OpenTelemetry SDK for JavaScript.
//
//   npm install @opentelemetry/sdk-metrics @opentelemetry/resources @opentelemetry/exporter-metrics-otlp-http
//   export OTEL_EXPORTER_OTLP_ENDPOINT=https://DEVICE:5318 OTEL_EXPORTER_OTLP_CERTIFICATE=authority.pem
//   export OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20NAME.SECRET    # npm run device -- add NAME
//   export OTEL_SERVICE_NAME=weather OTEL_RESOURCE_ATTRIBUTES=service.instance.id=jfk
//   node push.mjs jfk.csv
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { detectResources, envDetector } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';

const intervalMillis = Number(process.env.OTEL_METRIC_EXPORT_INTERVAL ?? 15_000);

// Endpoint and credential: the exporter reads them. Pushed below, one reading at a time, and not by the reader's own clock.
const reader = new PeriodicExportingMetricReader({
  exporter: new OTLPMetricExporter(),
  exportIntervalMillis: 3_600_000,
});
const provider = new MeterProvider({ resource: detectResources({ detectors: [envDetector] }), readers: [reader] });
const meter = provider.getMeter('weather-station');
const temperature = meter.createGauge('weather.temperature', { unit: 'Cel' });
const humidity = meter.createGauge('weather.humidity', { unit: '%' });

const [, ...rows] = readFileSync(process.argv[2], 'utf8').trim().split('\n');
for (const row of rows) {
  const [, temperatureCelsius, humidityPercent] = row.split(',').map(Number);
  temperature.record(temperatureCelsius);
  humidity.record(humidityPercent);
  await provider.forceFlush();
  await sleep(intervalMillis);
}
await provider.shutdown();
