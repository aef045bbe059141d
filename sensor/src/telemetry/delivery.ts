import type { MeterProvider } from '@opentelemetry/api';
import { ExporterMetrics } from '@opentelemetry/otlp-exporter-base';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Encoding } from '../spool/spooled-push.ts';
import { createThrottled } from '../throttled.ts';
import { type OtlpTransport, SendError, type SendOutcome } from './otlp-transport.ts';
import type { PushClock } from './push-clock.ts';
import type { PushCounters } from './push-counters.ts';
import { emptyRequests, serializers } from './push-request.ts';

/** What the SDK's own exporters say of themselves, so that dashboards for them fit. */
const COMPONENT_TYPE = 'otlp_http_metric_exporter';

export interface Request {
  readonly body: Uint8Array;
  readonly encoding: Encoding;
  /** Data points in it. */
  readonly points: number;
  /** The body is gzip. */
  readonly packed: boolean;
}

/** Requests to the endpoint, with everything that each answer means beside its status: its date, a wait that it asks for, points that it rejects. */
export interface Delivery {
  /** The endpoint asked for a pause (Retry-After) that is not over. */
  pausedBy(): SendError | undefined;
  /** Never rejects. */
  send(request: Request, timeoutMillis: number): Promise<SendOutcome>;
  /** Asks for nothing but an answer, for the endpoint's date. */
  probe(encoding: Encoding, timeoutMillis: number): Promise<SendOutcome>;
  /** Ends what is under way; it fails with code `timeout`. */
  abandon(): void;
  close(): void;
}

export interface DeliveryDeps {
  readonly transport: OtlpTransport;
  readonly pushClock: Pick<PushClock, 'heard'>;
  readonly counters: Pick<PushCounters, 'rejected'>;
  readonly meterProvider: MeterProvider;
  readonly clock: Clock;
  readonly log: Log;
}

export function createDelivery({ url }: { readonly url: string }, deps: DeliveryDeps): Delivery {
  const { transport, pushClock, clock, meterProvider } = deps;
  const selfMetrics = createSelfMetrics(url, meterProvider);
  const reject = createRejections(deps);
  let pausedUntil = 0;
  let ended = new AbortController();

  const hear = (outcome: SendOutcome): SendOutcome => {
    if (outcome.kind !== 'retryable' || outcome.answered) pushClock.heard(outcome.dateMillis);
    if (outcome.kind === 'retryable' && outcome.retryAfterMillis !== undefined) {
      pausedUntil = clock.monotonic() + outcome.retryAfterMillis;
    }
    return outcome;
  };

  return {
    pausedBy() {
      const waitMillis = pausedUntil - clock.monotonic();
      return waitMillis > 0
        ? new SendError(`the endpoint asked to wait for another ${Math.ceil(waitMillis)} ms`, 'retry_after')
        : undefined;
    },
    async send({ body, encoding, points, packed }, timeoutMillis) {
      const finish = selfMetrics.startExport(points);
      const outcome = hear(await transport.send(body, { encoding, packed, timeoutMillis, signal: ended.signal }));
      finish(outcome.kind === 'accepted' ? undefined : outcome.error);
      if (outcome.kind === 'accepted') reject(encoding, outcome.response);
      return outcome;
    },
    async probe(encoding, timeoutMillis) {
      const options = { encoding, packed: false, timeoutMillis, signal: ended.signal };
      return hear(await transport.send(emptyRequests[encoding], options));
    },
    abandon() {
      ended.abort(new SendError('given up', 'timeout'));
      ended = new AbortController();
    },
    close: transport.close,
  };
}

/** The SDK's own class, over the number of points alone: a push that waited is no longer there as objects. */
function createSelfMetrics(url: string, meterProvider: MeterProvider): ExporterMetrics<number> {
  return new ExporterMetrics<number>({
    componentType: COMPONENT_TYPE,
    metricsHelper: { name: 'metric_data_point', countItems: (points) => points },
    url,
    meterProvider,
    responseAttributesFromError: (error) => {
      const status = error instanceof SendError ? error.code : 200;
      return typeof status === 'number' ? { 'http.response.status_code': status } : {};
    },
  });
}

/** A partial success: OTLP wants what was rejected neither sent again nor forgotten. */
function createRejections({ counters, clock, log }: DeliveryDeps) {
  const rejections = createThrottled(clock);
  return (encoding: Encoding, response: Buffer): void => {
    const { points, reason } = partialSuccess(encoding, response);
    if (points === 0) return;
    counters.rejected(points);
    rejections.say((suppressed) => log.warn('the endpoint rejected data points', { points, reason, suppressed }));
  };
}

function partialSuccess(encoding: Encoding, response: Buffer): { points: number; reason: string | undefined } {
  try {
    const { partialSuccess } = serializers[encoding].deserializeResponse(response);
    // int64 is a string in OTLP's JSON, whatever the SDK's type says.
    const points = Number(partialSuccess?.rejectedDataPoints ?? 0);
    return { points: Number.isSafeInteger(points) && points > 0 ? points : 0, reason: partialSuccess?.errorMessage };
  } catch {
    return { points: 0, reason: undefined }; // an answer of 2xx counts, whatever is in it
  }
}
