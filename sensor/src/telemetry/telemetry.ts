import { createNoopMeter, type Meter } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { TelemetryConfig } from '../config/telemetry-config.ts';
import type { Log } from '../log.ts';
import { metrics } from '../metric-names.ts';
import { createExporter } from './exporter.ts';
import { observableGauge } from './instruments.ts';
import { createOnDemandReader } from './on-demand-reader.ts';
import { prometheusText } from './prometheus-text.ts';
import { createPusher, type Pusher } from './pusher.ts';
import { observeRuntime } from './runtime-metrics.ts';
import { createScrapeCounters, type ScrapeCounters } from './scrape-counters.ts';

export interface Telemetry {
  readonly meter: Meter;
  readonly counters: ScrapeCounters;
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

/** Everything measured passes here. Nothing is pushed before `pusher.start()`. */
export function createTelemetry(config: TelemetryConfig, deps: TelemetryDeps): Telemetry {
  if (!config.enabled) return disabledTelemetry();
  const { clock, log, resource } = deps;

  const { reader, collect } = createOnDemandReader((errors) =>
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
    pusher: { start() {}, join() {} },
    prometheusText: async () => '# nothing is measured: OTEL_SDK_DISABLED is true\n',
    async stop() {},
  };
}
