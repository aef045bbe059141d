import { OTLPMetricExporter as JsonExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { AggregationTemporality } from '@opentelemetry/sdk-metrics';
import type { ExporterConfig } from '../config/telemetry-config.ts';

/** The SDK's exporter with every value handed over, so that what was validated is what runs and no default is the SDK's. */
export function createExporter(config: ExporterConfig): JsonExporter | ProtobufExporter {
  const Exporter = config.protocol === 'http/protobuf' ? ProtobufExporter : JsonExporter;
  return new Exporter({
    url: config.url,
    headers: { ...config.headers },
    timeoutMillis: config.timeoutMillis,
    compression: config.compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
    temporalityPreference: AggregationTemporality.CUMULATIVE,
    // One push at a time; a second one only while the last push of a stop overtakes a hanging one.
    concurrencyLimit: 2,
    httpAgentOptions: {
      keepAlive: true,
      ...(config.authorities && { ca: config.authorities }),
      ...(config.clientCertificate && { cert: config.clientCertificate }),
      ...(config.clientKey && { key: config.clientKey }),
    },
  });
}
