import { join } from 'node:path';

export interface SensorEnvironmentOptions {
  readonly root: string;
  /** Of the sink that takes the pushes. */
  readonly pushUrl: string;
  /** Undefined: the service's default. */
  readonly pushIntervalMillis?: number;
}

/**
 * The whole environment of a measured sensor: nothing of the caller's own settings gets in.
 * The recorded readings at an hour per push are those of `npm start`, so every push carries new values.
 */
export function sensorEnvironment({
  root,
  pushUrl,
  pushIntervalMillis,
}: SensorEnvironmentOptions): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    SENSOR_SOURCE: `replay:${join(root, 'sensor/recordings/jfk.csv')}`,
    SENSOR_REPLAY_SPEED: '240',
    SENSOR_HTTP_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: pushUrl,
    ...(pushIntervalMillis !== undefined && { OTEL_METRIC_EXPORT_INTERVAL: String(pushIntervalMillis) }),
  };
}
