/** One environment variable: what it does, what it may be. Read by the parser, printed by --help, listed in the README. */
export interface Variable {
  readonly name: string;
  /** What unset or blank means. */
  readonly fallback: string;
  /** What is allowed, in words; the parser's message repeats it. */
  readonly allowed: string;
  readonly meaning: string;
}

export interface IntegerVariable extends Variable {
  readonly min: number;
  readonly max: number;
}

function integer(
  name: string,
  fallback: number,
  [min, max]: readonly [number, number],
  meaning: string,
): IntegerVariable {
  return { name, fallback: `${fallback}`, allowed: `a whole number from ${min} to ${max}`, min, max, meaning };
}

const file = 'a readable file';
const trueOrFalse = 'true or false';

/** Standard variables come first, under their standard names; the rest is SENSOR_*. Order is the order of --help. */
export const variables = {
  sdkDisabled: {
    name: 'OTEL_SDK_DISABLED',
    fallback: 'false',
    allowed: trueOrFalse,
    meaning: 'true: nothing is measured and nothing pushed; /sensor still answers',
  },
  logLevel: {
    name: 'OTEL_LOG_LEVEL',
    fallback: 'info',
    allowed: 'none, error, warn, info or debug',
    meaning: 'least severe log line that is written',
  },
  serviceName: {
    name: 'OTEL_SERVICE_NAME',
    fallback: 'sensor',
    allowed: 'any text',
    meaning: 'service.name of every series; wins over OTEL_RESOURCE_ATTRIBUTES',
  },
  resourceAttributes: {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    fallback: '',
    allowed: 'key=value,key=value with values percent-encoded',
    meaning: 'more labels for every series, host.name and service.instance.id among them',
  },
  endpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: 'http://localhost:4318',
    allowed: 'an http:// or https:// URL',
    meaning: 'where to push; v1/metrics is added',
  },
  metricsEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    fallback: '',
    allowed: 'an http:// or https:// URL',
    meaning: 'where to push, used as it is',
  },
  protocol: {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    fallback: 'http/json',
    allowed: 'http/json or http/protobuf (grpc is not in this build)',
    meaning: 'encoding of a push; straight to VictoriaMetrics needs http/protobuf',
  },
  metricsProtocol: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    fallback: '',
    allowed: 'http/json or http/protobuf (grpc is not in this build)',
    meaning: 'the same, for metrics; wins',
  },
  headers: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    fallback: '',
    allowed: 'key=value,key=value with values percent-encoded',
    meaning: 'headers of every push, for example Authorization=Bearer%20TOKEN',
  },
  metricsHeaders: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    fallback: '',
    allowed: 'key=value,key=value with values percent-encoded',
    meaning: 'the same, for metrics; added to the above, wins key by key',
  },
  timeout: integer(
    'OTEL_EXPORTER_OTLP_TIMEOUT',
    10_000,
    [1, 300_000],
    'milliseconds for one push. Too low: pushes fail on a slow link. Too high: a hang holds the next push back',
  ),
  metricsTimeout: integer('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT', 10_000, [1, 300_000], 'the same, for metrics; wins'),
  compression: {
    name: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    fallback: 'none',
    allowed: 'none or gzip',
    meaning: 'gzip: a fifth of the bytes on the wire for some CPU; not worth it on loopback',
  },
  metricsCompression: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
    fallback: '',
    allowed: 'none or gzip',
    meaning: 'the same, for metrics; wins',
  },
  certificate: {
    name: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    fallback: '',
    allowed: file,
    meaning: 'PEM of the authorities that the endpoint is trusted by; unset: the public ones',
  },
  metricsCertificate: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
    fallback: '',
    allowed: file,
    meaning: 'the same, for metrics; wins',
  },
  clientCertificate: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    fallback: '',
    allowed: file,
    meaning: 'PEM of the certificate that this device shows to the endpoint; goes with the key',
  },
  metricsClientCertificate: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE',
    fallback: '',
    allowed: file,
    meaning: 'the same, for metrics; wins',
  },
  clientKey: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    fallback: '',
    allowed: file,
    meaning: 'PEM of its private key',
  },
  metricsClientKey: {
    name: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY',
    fallback: '',
    allowed: file,
    meaning: 'the same, for metrics; wins',
  },
  exportInterval: integer(
    'OTEL_METRIC_EXPORT_INTERVAL',
    15_000,
    [1000, 300_000],
    'milliseconds between pushes. Too low: more points, flash wear and CPU. Too high: coarser dashboards, more lost with a power cut',
  ),
  exportTimeout: integer(
    'OTEL_METRIC_EXPORT_TIMEOUT',
    15_000,
    [1, 300_000],
    'milliseconds for collecting and pushing together; not above the interval, and lowered to it when unset. Too low: pushes fail that were only slow, and go again from the spool. Too high cannot be: the interval bounds it',
  ),
  headersFile: {
    name: 'SENSOR_OTLP_HEADERS_FILE',
    fallback: '',
    allowed: 'a readable file with a header a line, as Authorization: Bearer TOKEN',
    meaning:
      'more headers of every push, for credentials that no environment is to show; wins over OTEL_EXPORTER_OTLP_HEADERS',
  },
  source: {
    name: 'SENSOR_SOURCE',
    fallback: 'auto',
    allowed: 'auto, iio, hwmon, thermal (each of the last three also as KIND:NAME) or replay:FILE.csv',
    meaning: 'where readings come from; auto takes the first hardware found, and never makes readings up',
  },
  replaySpeed: integer(
    'SENSOR_REPLAY_SPEED',
    1,
    [1, 86_400],
    'times faster than recorded that replay:FILE.csv is played; goes with replay only. Too low: hours in which nothing changes. Too high: rows between two readings are skipped (above 3600 with rows of an hour and a reading a second)',
  ),
  sysfsRoot: {
    name: 'SENSOR_SYSFS_ROOT',
    fallback: '/sys',
    allowed: 'a folder',
    meaning: 'where the kernel shows its devices; a container may mount it elsewhere',
  },
  sampleInterval: integer(
    'SENSOR_SAMPLE_INTERVAL',
    1000,
    [100, 3_600_000],
    'milliseconds between readings. Too low: CPU, and sensors that heat themselves. Too high: extremes are missed',
  ),
  readTimeout: integer(
    'SENSOR_READ_TIMEOUT',
    5000,
    [100, 60_000],
    'milliseconds after which a reading counts as failed. A DHT11 with retries needs up to 2 s. Too low: readings fail that were only slow. Too high: a bus that hangs is told late; without a reading there is a gap from three sample intervals on, 15 s at least',
  ),
  queueCapacity: integer(
    'SENSOR_QUEUE_CAPACITY',
    256,
    [1, 65_536],
    'readings held between sampler and recorder; the oldest is dropped and counted when it is full. Too low: a moment without CPU drops readings. Too high: memory, in the moment when it is short',
  ),
  pushRepeat: integer(
    'SENSOR_PUSH_REPEAT',
    0,
    [0, 16],
    'pushes before it whose readings go again with each, for a store that drops repetitions (VictoriaMetrics with -dedup.minScrapeInterval) and forgets its last seconds when it is killed. Too low: such a kill costs readings. Too high: larger pushes, for nothing new; 1 and 9 are what durability/ sets',
  ),
  spoolDir: {
    name: 'SENSOR_SPOOL_DIR',
    fallback: '',
    allowed: 'a folder, made if it is missing, for one sensor alone',
    meaning: 'where pushes that could not be delivered wait on disk; unset: in memory, and lost with the process',
  },
  spoolLimit: integer(
    'SENSOR_SPOOL_LIMIT',
    33_554_432,
    [65_536, 1_073_741_824],
    'most bytes of the folder; the oldest pushes are dropped beyond it. The default is 43 hours at 15 s or more. Too low: a longer outage loses its beginning. Too high: room that others need on the disk',
  ),
  spoolMemoryLimit: integer(
    'SENSOR_SPOOL_MEMORY_LIMIT',
    1_048_576,
    [65_536, 67_108_864],
    'most bytes that wait in memory, without a folder or when it fails. The default is 1.2 hours at 15 s or more. Too low: a longer outage loses its beginning. Too high: the process grows by it during an outage, towards its memory limit',
  ),
  spoolFsync: {
    name: 'SENSOR_SPOOL_FSYNC',
    fallback: 'true',
    allowed: trueOrFalse,
    meaning: 'false: a power cut may cost the last half minute of what waits in the folder, for less wear of its flash',
  },
  clockEarliest: {
    name: 'SENSOR_CLOCK_EARLIEST',
    fallback: '2026-01-01T00:00:00Z',
    allowed: 'a date such as 2026-01-01 or 2026-01-01T00:00:00Z',
    meaning: 'a clock before it is not set yet: pushes are held and get their times once it is',
  },
  clockTolerance: integer(
    'SENSOR_CLOCK_TOLERANCE',
    86_400_000,
    [60_000, 31_536_000_000],
    "milliseconds that this clock may differ from the endpoint's; pushes are held while it is more. Too low: pushes wait for a clock that is only a little off. Too high: the store drops them without a word, VictoriaMetrics those of more than two days ahead",
  ),
  httpHost: {
    name: 'SENSOR_HTTP_HOST',
    fallback: '127.0.0.1',
    allowed: 'an IP address or localhost',
    meaning: 'address to listen on; beyond loopback only with a token and TLS, or SENSOR_HTTP_INSECURE=true',
  },
  httpPort: integer(
    'SENSOR_HTTP_PORT',
    8000,
    [0, 65_535],
    'port to listen on; 0 picks a free one, which the log names',
  ),
  httpTokenFile: {
    name: 'SENSOR_HTTP_TOKEN_FILE',
    fallback: '',
    allowed: 'a readable file with one line of 16 to 512 characters',
    meaning: 'token that /sensor and /metrics then ask for (Authorization: Bearer TOKEN)',
  },
  httpInsecure: {
    name: 'SENSOR_HTTP_INSECURE',
    fallback: 'false',
    allowed: trueOrFalse,
    meaning: 'true: listen beyond loopback without a token or TLS, for a network that others guard',
  },
  httpTlsCertFile: {
    name: 'SENSOR_HTTP_TLS_CERT_FILE',
    fallback: '',
    allowed: file,
    meaning: 'PEM of the certificate for https; goes with the key',
  },
  httpTlsKeyFile: {
    name: 'SENSOR_HTTP_TLS_KEY_FILE',
    fallback: '',
    allowed: file,
    meaning: 'PEM of its private key',
  },
} as const satisfies Record<string, Variable | IntegerVariable>;
