import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { createThrottled } from '../throttled.ts';
import type { ScrapeCounters } from './scrape-counters.ts';

/** Somebody who keeps something per push: extremes, a histogram. Both calls are synchronous and must not throw. */
export interface PushParticipant {
  /** What was gathered so far belongs to the push that now begins. */
  beginPush(): void;
  /** @param delivered false: the push failed, and what belonged to it may go with the next. */
  endPush(delivered: boolean): void;
}

export interface PusherOptions {
  readonly intervalMillis: number;
  /** Bound of one push, collection and retries included. */
  readonly timeoutMillis: number;
}

export interface PusherDeps {
  readonly collect: () => Promise<ResourceMetrics>;
  readonly exporter: Pick<PushMetricExporter, 'export' | 'shutdown'>;
  readonly counters: ScrapeCounters;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Pusher {
  /** Number of the newest push; 0 before the first. */
  sequence(): number;
  join(participant: PushParticipant): void;
  /** Pushes now and then every interval. Later calls do nothing. */
  start(): void;
  /** Stops the schedule, pushes a last time within `timeoutMillis`, and closes the exporter. Resolves in any case. */
  stop(timeoutMillis: number): Promise<void>;
}

/** The schedule is the service's own, not the SDK's periodic reader: the first push follows the first reading, not the interval. */
export function createPusher(options: PusherOptions, deps: PusherDeps): Pusher {
  const { counters, log } = deps;
  const participants: PushParticipant[] = [];
  const failures = createThrottled(deps.clock);
  let sequence = 0;
  let timer: NodeJS.Timeout | undefined;
  let inFlight: Promise<void> | undefined;

  const push = async (timeoutMillis: number): Promise<void> => {
    sequence += 1;
    counters.attempt('push');
    for (const participant of participants) participant.beginPush();
    const failure = await settle(exportOnce(deps), timeoutMillis);
    for (const participant of participants) participant.endPush(failure === undefined);
    if (failure === undefined) {
      failures.reset();
      return;
    }
    counters.error('push', errorType(failure));
    failures.say((suppressed) => log.warn('push failed', { sequence, error: failure, suppressed }));
  };

  /** At most one push at a time: a slow collector costs resolution, not a growing pile of exports. */
  const tick = (): void => {
    inFlight ??= push(options.timeoutMillis).finally(() => {
      inFlight = undefined;
    });
  };

  return {
    sequence: () => sequence,
    join: (participant) => void participants.push(participant),
    start() {
      if (timer !== undefined) return;
      timer = setInterval(tick, options.intervalMillis).unref();
      tick();
    },
    async stop(timeoutMillis) {
      clearInterval(timer);
      const deadline = deps.clock.monotonic() + timeoutMillis;
      const remaining = () => Math.max(1, deadline - deps.clock.monotonic());
      // Half for a push that hangs, so that the last reading still gets its chance.
      if (inFlight !== undefined) await settle(inFlight, timeoutMillis / 2);
      await push(remaining());
      await settle(deps.exporter.shutdown(), remaining());
    },
  };
}

async function exportOnce({ collect, exporter }: PusherDeps): Promise<void> {
  const resourceMetrics = await collect();
  const result = await new Promise<ExportResult>((resolve) => {
    exporter.export(resourceMetrics, resolve);
  });
  if (result.code !== ExportResultCode.SUCCESS) throw result.error ?? new Error('the exporter gave no reason');
}

/** Waits for `work` for a bounded time; resolves with what went wrong, or undefined. */
async function settle(work: Promise<void>, timeoutMillis: number): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Error>((resolve) => {
    timer = setTimeout(
      () => resolve(Object.assign(new Error(`no answer within ${timeoutMillis} ms`), { code: 'timeout' })),
      timeoutMillis,
    );
  });
  const outcome = work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  try {
    return await Promise.race([outcome, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** `error.type` as the semantic conventions want it: an HTTP status, an error code, or `_OTHER`. Bounded: codes come from Node and HTTP. */
function errorType(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'number' || (typeof code === 'string' && code !== '') ? String(code) : '_OTHER';
}
