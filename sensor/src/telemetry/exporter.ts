import { gzipSync } from 'node:zlib';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Clock } from '../clock.ts';
import type { ExporterConfig } from '../config/telemetry-config.ts';
import type { Log } from '../log.ts';
import type { Spool } from '../spool/spool.ts';
import type { Encoding, Stamp } from '../spool/spooled-push.ts';
import type { Delivery, Request } from './delivery.ts';
import { createHoldNotice } from './hold-notice.ts';
import { SendError } from './otlp-transport.ts';
import type { PushClock } from './push-clock.ts';
import type { PushCounters } from './push-counters.ts';
import { serializePush, stampPush } from './push-request.ts';
import type { RepeatReadings } from './repeated-readings.ts';
import { createReplay } from './replay.ts';

/** The push did not arrive. `code` as SendError's, or `clock` while pushes are held, or `retry_after` while the endpoint wants none. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: string | number;
  /** It waits in the spool and will arrive; otherwise it is lost. */
  readonly kept: boolean;
  constructor({ message, code }: SendError, kept: boolean) {
    super(message);
    this.code = code;
    this.kept = kept;
  }
}

/** The SDK's interface; a result that is no success has an ExportError. */
export interface Exporter extends PushMetricExporter {
  /** Ends requests under way; their pushes are kept. */
  abandon(): void;
}

export interface ExporterDeps {
  readonly delivery: Delivery;
  readonly spool: Spool;
  readonly pushClock: PushClock;
  readonly counters: PushCounters;
  readonly repeatReadings: RepeatReadings;
  readonly clock: Clock;
  readonly log: Log;
}

/** Sends each push once, at once; what does not arrive is kept and sent again after the next one that does. */
export function createExporter(
  config: Pick<ExporterConfig, 'protocol' | 'timeoutMillis'>,
  deps: ExporterDeps,
): Exporter {
  const { delivery, spool, pushClock, counters, repeatReadings, clock } = deps;
  const encoding: Encoding = config.protocol === 'http/protobuf' ? 'protobuf' : 'json';
  const replay = createReplay({ timeoutMillis: config.timeoutMillis }, deps);
  const notice = createHoldNotice(deps);

  /** Undefined: it may be sent. Where the clock has not been checked since it was set, the endpoint is asked first, or the store might drop the push. */
  const obstacle = async (timeoutMillis: number): Promise<SendError | undefined> => {
    const paused = delivery.pausedBy();
    if (paused !== undefined) return paused;
    const before = pushClock.verdict();
    if (before === 'unverified' || before === 'differs') {
      const answer = await delivery.probe(encoding, timeoutMillis);
      if (answer.kind === 'retryable') return answer.error;
    }
    const verdict = pushClock.verdict();
    notice.tell(verdict);
    return verdict === 'trusted' ? undefined : new SendError(`the clock cannot be right: ${verdict}`, 'clock');
  };

  const deliver = async (collected: ResourceMetrics): Promise<void> => {
    const deadline = clock.monotonic() + config.timeoutMillis;
    const remaining = () => Math.max(1, deadline - clock.monotonic());
    const noted = pushClock.stamp();
    const error = await obstacle(remaining());
    const stamp = pushClock.corrected(noted) ?? noted; // the clock may have been set while the endpoint was asked
    const push = repeatReadings(stampPush(collected, stamp), stamp.trusted);
    const request = { body: serializePush(push, encoding), encoding, points: pointsOf(push), packed: false };
    if (error !== undefined) return keep(request, stamp, error);
    const outcome = await delivery.send(request, remaining());
    if (outcome.kind === 'retryable') return keep(request, stamp, outcome.error);
    if (outcome.kind === 'accepted') return;
    counters.dropped('refused', 1);
    throw new ExportError(outcome.error, false);
  };

  const keep = async ({ body, points }: Request, stamp: Stamp, why: SendError): Promise<never> => {
    counters.spooled();
    await spool.put({ body: gzipSync(body), encoding, points, stamp });
    throw new ExportError(why, true);
  };

  /** So that the spool is closed behind the last push, and not before it. */
  const underWay = new Set<Promise<void>>();

  return {
    export(collected: ResourceMetrics, done: (result: ExportResult) => void) {
      const resume = replay.pause();
      const end = (arrived: boolean, result: ExportResult): void => {
        underWay.delete(work);
        resume(arrived);
        done(result);
      };
      const work: Promise<void> = deliver(collected).then(
        () => end(true, { code: ExportResultCode.SUCCESS }),
        (error: Error) => end(false, { code: ExportResultCode.FAILED, error }),
      );
      underWay.add(work);
    },
    abandon: delivery.abandon,
    forceFlush: replay.flush,
    async shutdown() {
      replay.stop();
      delivery.abandon();
      await Promise.all(underWay);
      await spool.close();
      delivery.close();
    },
  };
}

function pointsOf({ scopeMetrics }: ResourceMetrics): number {
  return scopeMetrics.flatMap(({ metrics }) => metrics).reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
}
