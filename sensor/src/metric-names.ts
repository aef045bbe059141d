/**
 * The registry: every metric this service emits is declared here and nowhere else. Emitters, dashboards and tests import it.
 * Units are UCUM; names without the `sensor.` prefix are OpenTelemetry semantic conventions 1.44
 * (https://opentelemetry.io/docs/specs/semconv/). How a name looks once stored: prometheus-name.ts.
 */
export interface MetricDeclaration {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram' | 'updowncounter';
  readonly unit: string;
  readonly description: string;
  /** Keys that data points may carry. Their values are bounded sets. */
  readonly attributes: readonly string[];
}

/** Attribute keys, so that none is a literal elsewhere. */
export const attributeKeys = {
  stage: 'sensor.scrape.stage',
  errorType: 'error.type',
  dropReason: 'reason',
  hardwareId: 'hw.id',
  source: 'sensor.source',
  cpuMode: 'cpu.mode',
  faultType: 'system.paging.fault.type',
  ioDirection: 'disk.io.direction',
  httpMethod: 'http.request.method',
  httpRoute: 'http.route',
  httpStatus: 'http.response.status_code',
  urlScheme: 'url.scheme',
  jumpDirection: 'direction',
} as const;

const reading = [attributeKeys.hardwareId, attributeKeys.source] as const;

/** What this service's own code emits. */
export const metrics = {
  scrapeErrors: {
    name: 'sensor.scrape.errors',
    kind: 'counter',
    unit: '{error}',
    description: 'Failed attempts to read the hardware (read), to hand a reading over (queue) or to push (push).',
    attributes: [attributeKeys.stage, attributeKeys.errorType],
  },
  scrapeAttempts: {
    name: 'sensor.scrape.attempts',
    kind: 'counter',
    unit: '{attempt}',
    description: 'Attempts to read the hardware (read), to hand a reading over (queue) or to push (push).',
    attributes: [attributeKeys.stage],
  },
  memory: {
    name: 'sensor.memory',
    kind: 'gauge',
    unit: 'By',
    description: 'Resident memory of the sensor process, file pages included.',
    attributes: [],
  },
  memoryAnonymous: {
    name: 'sensor.memory.anonymous',
    kind: 'gauge',
    unit: 'By',
    description: 'Anonymous memory of the sensor process: what the kernel cannot take back under a limit. Linux only.',
    attributes: [],
  },
  queueDepth: {
    name: 'sensor.queue.depth',
    kind: 'gauge',
    unit: '{reading}',
    description: 'Readings that wait between sampler and recorder.',
    attributes: [],
  },
  queueCapacity: {
    name: 'sensor.queue.capacity',
    kind: 'gauge',
    unit: '{reading}',
    description: 'Readings that the queue holds before it drops the oldest.',
    attributes: [],
  },
  readingsDropped: {
    name: 'sensor.readings.dropped',
    kind: 'counter',
    unit: '{reading}',
    description: 'Readings, or quantities of one, that were read but not recorded.',
    attributes: [attributeKeys.dropReason],
  },
  temperature: {
    name: 'sensor.temperature',
    kind: 'gauge',
    unit: 'Cel',
    description: 'Last good temperature; absent while the reading is stale.',
    attributes: reading,
  },
  temperatureMin: {
    name: 'sensor.temperature.min',
    kind: 'gauge',
    unit: 'Cel',
    description: 'Lowest temperature since the last push.',
    attributes: reading,
  },
  temperatureMax: {
    name: 'sensor.temperature.max',
    kind: 'gauge',
    unit: 'Cel',
    description: 'Highest temperature since the last push.',
    attributes: reading,
  },
  humidity: {
    name: 'sensor.humidity',
    kind: 'gauge',
    unit: '%',
    description: 'Last good relative humidity; absent while the reading is stale.',
    attributes: reading,
  },
  humidityMin: {
    name: 'sensor.humidity.min',
    kind: 'gauge',
    unit: '%',
    description: 'Lowest relative humidity since the last push.',
    attributes: reading,
  },
  humidityMax: {
    name: 'sensor.humidity.max',
    kind: 'gauge',
    unit: '%',
    description: 'Highest relative humidity since the last push.',
    attributes: reading,
  },
  readingAge: {
    name: 'sensor.reading.age',
    kind: 'gauge',
    unit: 's',
    description: 'Seconds since the last good reading; absent before the first.',
    attributes: [],
  },
  pushSequence: {
    name: 'sensor.push.sequence',
    kind: 'gauge',
    unit: '{push}',
    description: 'Number of this push; each push adds one, so a missing number is a lost push.',
    attributes: [],
  },
  spoolSize: {
    name: 'sensor.spool.size',
    kind: 'gauge',
    unit: 'By',
    description: 'Bytes of the pushes that wait to be sent again, on disk and in memory.',
    attributes: [],
  },
  spoolLimit: {
    name: 'sensor.spool.limit',
    kind: 'gauge',
    unit: 'By',
    description: 'Most bytes that may wait to be sent again; beyond it the oldest push is dropped.',
    attributes: [],
  },
  spoolPushes: {
    name: 'sensor.spool.pushes',
    kind: 'gauge',
    unit: '{push}',
    description: 'Pushes that wait to be sent again, or for a plausible clock.',
    attributes: [],
  },
  spoolErrors: {
    name: 'sensor.spool.errors',
    kind: 'counter',
    unit: '{error}',
    description: 'Failed attempts to write or read the spool directory; the push was then kept in memory.',
    attributes: [attributeKeys.errorType],
  },
  pushesSpooled: {
    name: 'sensor.pushes.spooled',
    kind: 'counter',
    unit: '{push}',
    description: 'Pushes that were kept because they could not be delivered at once.',
    attributes: [],
  },
  pushesReplayed: {
    name: 'sensor.pushes.replayed',
    kind: 'counter',
    unit: '{push}',
    description: 'Kept pushes that were delivered later, with their original timestamps.',
    attributes: [],
  },
  pushesDropped: {
    name: 'sensor.pushes.dropped',
    kind: 'counter',
    unit: '{push}',
    description:
      'Pushes that are lost: beyond the limit of the spool (limit), refused for good by the endpoint (refused), damaged on disk (damaged), ' +
      'taken at a time that nobody knows (clock).',
    attributes: [attributeKeys.dropReason],
  },
  pointsRejected: {
    name: 'sensor.points.rejected',
    kind: 'counter',
    unit: '{metric_data_point}',
    description: 'Data points that the endpoint rejected out of pushes that it otherwise accepted.',
    attributes: [],
  },
  clockOffset: {
    name: 'sensor.clock.offset',
    kind: 'gauge',
    unit: 's',
    description: "The endpoint's clock minus this device's, to the second, at the newest answer that told its date.",
    attributes: [],
  },
  clockJumps: {
    name: 'sensor.clock.jumps',
    kind: 'counter',
    unit: '{jump}',
    description: 'Times that the clock of this device was set by a second or more, forward or backward.',
    attributes: [attributeKeys.jumpDirection],
  },
  httpServerRequestDuration: {
    name: 'http.server.request.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of HTTP server requests.',
    attributes: [attributeKeys.httpMethod, attributeKeys.httpRoute, attributeKeys.httpStatus, attributeKeys.urlScheme],
  },
  processCpuTime: {
    name: 'process.cpu.time',
    kind: 'counter',
    unit: 's',
    description: 'Processor seconds used by the sensor process, by mode.',
    attributes: [attributeKeys.cpuMode],
  },
  processUptime: {
    name: 'process.uptime',
    kind: 'gauge',
    unit: 's',
    description: 'Seconds since the sensor process started.',
    attributes: [],
  },
  processPagingFaults: {
    name: 'process.paging.faults',
    kind: 'counter',
    unit: '{fault}',
    description:
      'Page faults of the sensor process; major ones went to the disk: above 1/s its memory limit is too tight.',
    attributes: [attributeKeys.faultType],
  },
  processDiskIo: {
    name: 'process.disk.io',
    kind: 'counter',
    unit: 'By',
    description: 'Bytes that the sensor process caused to be read from and written to disks. Linux only.',
    attributes: [attributeKeys.ioDirection],
  },
  eventLoopDelayMean: {
    name: 'nodejs.eventloop.delay.mean',
    kind: 'gauge',
    unit: 's',
    description: 'Mean event loop delay since the last push.',
    attributes: [],
  },
  eventLoopDelayP99: {
    name: 'nodejs.eventloop.delay.p99',
    kind: 'gauge',
    unit: 's',
    description: '99th percentile of the event loop delay since the last push.',
    attributes: [],
  },
  eventLoopDelayMax: {
    name: 'nodejs.eventloop.delay.max',
    kind: 'gauge',
    unit: 's',
    description: 'Longest event loop delay since the last push.',
    attributes: [],
  },
  eventLoopUtilization: {
    name: 'nodejs.eventloop.utilization',
    kind: 'gauge',
    unit: '1',
    description: 'Share of the time since the last push in which the event loop was busy.',
    attributes: [],
  },
} as const satisfies Record<string, MetricDeclaration>;

const component = ['otel.component.name', 'otel.component.type'] as const;
const exporter = [...component, 'server.address', 'server.port', attributeKeys.errorType] as const;

/** What the OpenTelemetry SDK emits about itself; declared for dashboards and tests, emitted by the SDK. */
export const sdkMetrics = {
  exporterExported: {
    name: 'otel.sdk.exporter.metric_data_point.exported',
    kind: 'counter',
    unit: '{metric_data_point}',
    description: 'Data points for which the export ended, by outcome.',
    attributes: exporter,
  },
  exporterInflight: {
    name: 'otel.sdk.exporter.metric_data_point.inflight',
    kind: 'updowncounter',
    unit: '{metric_data_point}',
    description: 'Data points handed to the exporter whose export has not ended.',
    attributes: exporter,
  },
  exporterDuration: {
    name: 'otel.sdk.exporter.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of exports.',
    attributes: [...exporter, attributeKeys.httpStatus],
  },
  readerCollectionDuration: {
    name: 'otel.sdk.metric_reader.collection.duration',
    kind: 'histogram',
    unit: 's',
    description: 'Duration of collections.',
    attributes: [...component, attributeKeys.errorType],
  },
} as const satisfies Record<string, MetricDeclaration>;
