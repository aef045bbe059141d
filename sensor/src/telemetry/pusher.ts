import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import { errorType } from '../error-type.ts';
import type { Log } from '../log.ts';
import type { Sequence } from '../spool/sequence.ts';
import { createThrottled } from '../throttled.ts';
import { within } from '../within.ts';
import { ExportError, type Exporter } from './exporter.ts';
import type { ScrapeCounters } from './scrape-counters.ts';

/** Within this a push that was given up reaches the spool: a disk is waited for one second. */
const KEEP_MILLIS = 1_500;

/** Somebody who keeps something per push: extremes, a histogram. Both calls are synchronous and must not throw. */
export interface PushParticipant {
  /** What was gathered so far belongs to the push that now begins. */
  beginPush(): void;
  /** @param kept it arrived, or will from the spool. False: it is lost, and what belonged to it may go with the next. */
  endPush(kept: boolean): void;
}

export interface PusherOptions {
  readonly intervalMillis: number;
  /** Bound of one push, collection included. */
  readonly timeoutMillis: number;
}

export interface PusherDeps {
  readonly collect: () => Promise<ResourceMetrics>;
  readonly exporter: Exporter;
  readonly numbers: Sequence;
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
  /** Stops the schedule, pushes a last time, sends what waits if there is time, and closes the exporter: within `timeoutMillis`, in any case. */
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
    sequence = deps.numbers.next();
    counters.attempt('push');
    for (const participant of participants) participant.beginPush();
    const failure = await exportWithin(timeoutMillis, deps);
    const kept = failure === undefined || (failure instanceof ExportError && failure.kept);
    for (const participant of participants) participant.endPush(kept);
    if (failure === undefined) {
      failures.reset();
      return;
    }
    counters.error('push', errorType(failure));
    failures.say((suppressed) => log.warn('push failed', { sequence, kept, error: failure, suppressed }));
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
      if (inFlight !== undefined) await endWithin(inFlight, timeoutMillis / 2 - KEEP_MILLIS, deps.exporter);
      await push(remaining() - 2 * KEEP_MILLIS);
      // The last of KEEP_MILLIS is for closing; a drain that is not through by then goes on after the next start, with a directory.
      await settled(within(deps.exporter.forceFlush(), Math.max(1, remaining() - KEEP_MILLIS)));
      await settled(within(Promise.all([deps.exporter.shutdown(), deps.numbers.close()]), remaining()));
    },
  };
}

/** What went wrong, or undefined. A push that takes too long is given up, which keeps it. */
function exportWithin(timeoutMillis: number, { collect, exporter }: PusherDeps): Promise<Error | undefined> {
  return endWithin(exportOnce(collect, exporter), timeoutMillis, exporter);
}

async function endWithin(
  work: Promise<void>,
  timeoutMillis: number,
  exporter: Pick<Exporter, 'abandon'>,
): Promise<Error | undefined> {
  const failure = await settled(within(work, Math.max(1, timeoutMillis)));
  if (failure === undefined || errorType(failure) !== 'timeout') return failure;
  exporter.abandon();
  return settled(within(work, KEEP_MILLIS));
}

async function exportOnce(collect: PusherDeps['collect'], exporter: Exporter): Promise<void> {
  const resourceMetrics = await collect();
  const result = await new Promise<ExportResult>((resolve) => {
    exporter.export(resourceMetrics, resolve);
  });
  if (result.code !== ExportResultCode.SUCCESS) throw result.error ?? new Error('the exporter gave no reason');
}

function settled(work: Promise<unknown>): Promise<Error | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}
