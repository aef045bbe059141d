import { createNoopMeter, type Meter } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { TelemetryConfig } from '../config/telemetry-config.ts';
import type { Log } from '../log.ts';
import { metrics } from '../metric-names.ts';
import { createExporter } from './exporter.ts';
import { createHotHistogram, type HotHistogram } from './hot-histogram.ts';
import { observableGauge } from './instruments.ts';
import { CARDINALITY_LIMIT, createOnDemandReader } from './on-demand-reader.ts';
import { prometheusText } from './prometheus-text.ts';
import { createPusher, type Pusher } from './pusher.ts';
import { observeRuntime } from './runtime-metrics.ts';
import { createScrapeCounters, type ScrapeCounters } from './scrape-counters.ts';

export interface Telemetry {
  readonly meter: Meter;
  readonly counters: ScrapeCounters;
  readonly requestDurations: Pick<HotHistogram, 'record'>;
  readonly pusher: Pick<Pusher, 'start' | 'join'>;
  /** The instruments as Prometheus text. */
  prometheusText(): Promise<string>;
  /** Final push and end, within the given time. */
  stop(timeoutMillis: number): Promise<void>;
}

export interface TelemetryDeps {
  readonly resource: Resource;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Seconds. The semantic conventions advise 5 ms to 10 s in fourteen steps; this service answers in well under 5 ms or is in trouble,
 * and every step is a series, so there are eight, and three of them up to 5 ms.
 */
const requestBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1];

/** Everything measured passes here. Nothing is pushed before `pusher.start()`. */
export function createTelemetry(config: TelemetryConfig, deps: TelemetryDeps): Telemetry {
  if (!config.enabled) return disabledTelemetry();
  const { clock, log, resource } = deps;

  const requestDurations = createHotHistogram(metrics.httpServerRequestDuration, {
    boundaries: requestBoundaries,
    seriesLimit: CARDINALITY_LIMIT,
  });
  const { reader, collect } = createOnDemandReader([requestDurations.producer], (errors) =>
    log.warn('an instrument could not be observed', { errors }),
  );
  const provider = new MeterProvider({ resource, readers: [reader], sdkMetricsEnabled: true });
  const exporter = createExporter(config.exporter);
  exporter.setSelfObsMeterProvider(provider);

  const meter = provider.getMeter('sensor');
  const counters = createScrapeCounters(meter);
  const pusher = createPusher(
    { intervalMillis: config.intervalMillis, timeoutMillis: config.exportTimeoutMillis },
    { collect, exporter, counters, clock, log },
  );
  observableGauge(meter, metrics.pushSequence).addCallback((result) => {
    if (pusher.sequence() > 0) result.observe(pusher.sequence());
  });
  const runtime = observeRuntime(meter);
  pusher.join(runtime);

  return {
    meter,
    counters,
    requestDurations,
    pusher,
    prometheusText: async () => prometheusText(await collect()),
    async stop(timeoutMillis) {
      runtime.stop();
      await pusher.stop(timeoutMillis);
    },
  };
}

/** OTEL_SDK_DISABLED=true: the same shape, and nothing behind it. */
function disabledTelemetry(): Telemetry {
  return {
    meter: createNoopMeter(),
    counters: { attempt() {}, error() {}, dropped() {} },
    requestDurations: { record() {} },
    pusher: { start() {}, join() {} },
    prometheusText: async () => '# nothing is measured: OTEL_SDK_DISABLED is true\n',
    async stop() {},
  };
}
