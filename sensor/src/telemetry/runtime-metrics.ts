import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { Meter } from '@opentelemetry/api';
import { attributeKeys, metrics } from '../metric-names.ts';
import { observableCounter, observableGauge } from './instruments.ts';
import { anonymousMemoryBytes, diskIoBytes } from './process-memory.ts';
import type { PushParticipant } from './pusher.ts';

/** The loop is probed this often. Node's default of 10 ms wakes an idle device 100 times a second; a lag that hurts is longer than this. */
const EVENT_LOOP_RESOLUTION_MILLIS = 100;

/** What the process says of itself. Returns what must be told of pushes, and `stop` for its probe. */
export function observeRuntime(meter: Meter): PushParticipant & { stop(): void } {
  observeProcess(meter);
  return observeEventLoop(meter);
}

function observeProcess(meter: Meter): void {
  observableGauge(meter, metrics.memory).addCallback((result) => result.observe(process.memoryUsage.rss()));
  observableGauge(meter, metrics.memoryAnonymous).addCallback((result) => {
    const bytes = anonymousMemoryBytes();
    if (bytes !== undefined) result.observe(bytes);
  });
  observableGauge(meter, metrics.processUptime).addCallback((result) => result.observe(process.uptime()));
  observableCounter(meter, metrics.processCpuTime).addCallback((result) => {
    const { user, system } = process.cpuUsage();
    result.observe(user / 1e6, { [attributeKeys.cpuMode]: 'user' });
    result.observe(system / 1e6, { [attributeKeys.cpuMode]: 'system' });
  });
  observableCounter(meter, metrics.processPagingFaults).addCallback((result) => {
    const { majorPageFault, minorPageFault } = process.resourceUsage();
    result.observe(majorPageFault, { [attributeKeys.faultType]: 'major' });
    result.observe(minorPageFault, { [attributeKeys.faultType]: 'minor' });
  });
  observableCounter(meter, metrics.processDiskIo).addCallback((result) => {
    for (const direction of ['read', 'write'] as const) {
      const bytes = diskIoBytes(direction);
      if (bytes !== undefined) result.observe(bytes, { [attributeKeys.ioDirection]: direction });
    }
  });
}

function observeEventLoop(meter: Meter): PushParticipant & { stop(): void } {
  const delay = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MILLIS });
  delay.enable();
  let utilizationAtPush = performance.eventLoopUtilization();
  /** Delays until the newest push: what a look at /metrics sees before the first probe after it, so that no series comes and goes. */
  let untilPush: LoopDelay | undefined;
  const current = (): LoopDelay | undefined => (delay.count > 0 ? summary(delay) : untilPush);

  const observe = (declaration: LoopDelayMetric, read: (summary: LoopDelay) => number): void => {
    observableGauge(meter, declaration).addCallback((result) => {
      const delays = current();
      if (delays !== undefined) result.observe(read(delays));
    });
  };
  observe(metrics.eventLoopDelayMean, ({ meanSeconds }) => meanSeconds);
  observe(metrics.eventLoopDelayP99, ({ p99Seconds }) => p99Seconds);
  observe(metrics.eventLoopDelayMax, ({ maxSeconds }) => maxSeconds);
  observableGauge(meter, metrics.eventLoopUtilization).addCallback((result) =>
    result.observe(performance.eventLoopUtilization(utilizationAtPush).utilization),
  );

  return {
    beginPush() {},
    endPush() {
      untilPush = current();
      delay.reset();
      utilizationAtPush = performance.eventLoopUtilization();
    },
    stop: () => void delay.disable(),
  };
}

type LoopDelayMetric =
  | typeof metrics.eventLoopDelayMean
  | typeof metrics.eventLoopDelayP99
  | typeof metrics.eventLoopDelayMax;

interface LoopDelay {
  readonly meanSeconds: number;
  readonly p99Seconds: number;
  readonly maxSeconds: number;
}

function summary(delay: ReturnType<typeof monitorEventLoopDelay>): LoopDelay {
  return {
    meanSeconds: seconds(delay.mean),
    p99Seconds: seconds(delay.percentile(99)),
    maxSeconds: seconds(delay.max),
  };
}

/** The histogram holds nanoseconds between probes; what is above the probe's own period is the delay. */
function seconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - EVENT_LOOP_RESOLUTION_MILLIS / 1000);
}
