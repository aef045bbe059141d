import { createNoopMeter, type Meter } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { TelemetryConfig } from '../config/telemetry-config.ts';
import type { Log } from '../log.ts';
import { metrics } from '../metric-names.ts';
import { openSequence } from '../spool/sequence.ts';
import { openSpool, type Spool } from '../spool/spool.ts';
import { createDelivery } from './delivery.ts';
import { createExporter } from './exporter.ts';
import { createHotHistogram, type HotHistogram } from './hot-histogram.ts';
import { observableGauge } from './instruments.ts';
import { CARDINALITY_LIMIT, createOnDemandReader } from './on-demand-reader.ts';
import { createOtlpTransport } from './otlp-transport.ts';
import { prometheusText } from './prometheus-text.ts';
import { createPushClock, type PushClock } from './push-clock.ts';
import { createPushCounters } from './push-counters.ts';
import { createPusher, type Pusher } from './pusher.ts';
import { createRepeatReadings } from './repeated-readings.ts';
import { observeRuntime } from './runtime-metrics.ts';
import { createScrapeCounters, type ScrapeCounters } from './scrape-counters.ts';

export interface Telemetry {
  readonly meter: Meter;
  readonly counters: ScrapeCounters;
  readonly requestDurations: Pick<HotHistogram, 'open'>;
  readonly pusher: Pick<Pusher, 'start' | 'join'>;
  /** The instruments as Prometheus text. */
  prometheusText(): Promise<string>;
  /** Final push and end, within the given time. */
  stop(timeoutMillis: number): Promise<void>;
  /** A disk has not answered for long, and the process cannot exit while a thread waits for it. */
  mayBeBlocked(): boolean;
}

export interface TelemetryDeps {
  readonly resource: Resource;
  readonly clock: Clock;
  /** 32 hex digits; tells one boot of the device from another. */
  readonly bootId: string;
  readonly log: Log;
}

/**
 * Seconds. The semantic conventions advise 5 ms to 10 s in fourteen steps; this service answers in well under 5 ms or is in trouble,
 * and every step is a series, so there are eight, and three of them up to 5 ms.
 */
const requestBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1];

/** Everything measured passes here. Nothing is pushed before `pusher.start()`. */
export async function createTelemetry(config: TelemetryConfig, deps: TelemetryDeps): Promise<Telemetry> {
  if (!config.enabled) return disabledTelemetry();
  const { clock, log, resource } = deps;

  const requestDurations = createHotHistogram(metrics.httpServerRequestDuration, {
    boundaries: requestBoundaries,
    seriesLimit: CARDINALITY_LIMIT,
  });
  const { reader, collect } = createOnDemandReader([requestDurations.producer], (errors) =>
    log.warn('an instrument could not be observed', { errors }),
  );
  const meterProvider = new MeterProvider({ resource, readers: [reader], sdkMetricsEnabled: true });
  const meter = meterProvider.getMeter('sensor');
  const scrapeCounters = createScrapeCounters(meter);
  const counters = createPushCounters(meter);

  let steppedBack = false;
  const onJump = (millis: number): void => {
    steppedBack ||= millis < 0;
    counters.clockJumped(millis);
    log.warn('the clock of this device was set', { byMillis: Math.round(millis) });
  };
  const pushClock = createPushClock(config.clock, { clock, bootId: deps.bootId, onJump });
  const collectFresh = async (): Promise<ResourceMetrics> => {
    pushClock.verdict(); // finds a jump
    // SDK 3.1 takes the value with the later time of day for the newer one: after a step back its gauges repeat what they were before, once.
    if (steppedBack) await collect();
    steppedBack = false;
    return collect();
  };

  const spool = await openSpool(config.spool, { report: counters, log });
  const transport = createOtlpTransport(config.exporter, { clock });
  const delivery = createDelivery(config.exporter, { transport, pushClock, counters, meterProvider, clock, log });
  const repeatReadings = createRepeatReadings(config.repeatedPushes);
  const exporter = createExporter(config.exporter, {
    delivery,
    spool,
    pushClock,
    counters,
    repeatReadings,
    clock,
    log,
  });
  const numbers = await openSequence(config.spool.directory, { log });
  const pusher = createPusher(
    { intervalMillis: config.intervalMillis, timeoutMillis: config.exportTimeoutMillis },
    { collect: collectFresh, exporter, numbers, counters: scrapeCounters, clock, log },
  );
  observePushes(meter, { pusher, spool, pushClock });
  const runtime = observeRuntime(meter);
  pusher.join(runtime);

  return {
    meter,
    counters: scrapeCounters,
    requestDurations,
    pusher,
    prometheusText: async () => prometheusText(await collectFresh()),
    async stop(timeoutMillis) {
      runtime.stop();
      await pusher.stop(timeoutMillis);
    },
    mayBeBlocked: spool.mayBeBlocked,
  };
}

interface Observed {
  readonly pusher: Pick<Pusher, 'sequence'>;
  readonly spool: Spool;
  readonly pushClock: PushClock;
}

function observePushes(meter: Meter, { pusher, spool, pushClock }: Observed): void {
  observableGauge(meter, metrics.pushSequence).addCallback((result) => {
    if (pusher.sequence() > 0) result.observe(pusher.sequence());
  });
  observableGauge(meter, metrics.spoolSize).addCallback((result) => result.observe(spool.sizeBytes()));
  observableGauge(meter, metrics.spoolLimit).addCallback((result) => result.observe(spool.limitBytes()));
  observableGauge(meter, metrics.spoolPushes).addCallback((result) => result.observe(spool.pushes()));
  observableGauge(meter, metrics.clockOffset).addCallback((result) => {
    const millis = pushClock.endpointAheadMillis();
    if (millis !== undefined) result.observe(Math.round(millis / 1000));
  });
}

/** OTEL_SDK_DISABLED=true: the same shape, and nothing behind it. */
function disabledTelemetry(): Telemetry {
  return {
    meter: createNoopMeter(),
    counters: { attempt() {}, error() {}, dropped() {} },
    requestDurations: { open: () => ({ record() {} }) },
    pusher: { start() {}, join() {} },
    prometheusText: async () => '# nothing is measured: OTEL_SDK_DISABLED is true\n',
    async stop() {},
    mayBeBlocked: () => false,
  };
}
