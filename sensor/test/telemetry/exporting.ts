import { gunzipSync } from 'node:zlib';
import { createNoopMeter, type MeterProvider } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import { openSpool } from '../../src/spool/spool.ts';
import { createDelivery } from '../../src/telemetry/delivery.ts';
import { createExporter } from '../../src/telemetry/exporter.ts';
import { type OtlpTransport, SendError, type SendOutcome } from '../../src/telemetry/otlp-transport.ts';
import { createPushClock } from '../../src/telemetry/push-clock.ts';
import { createRepeatReadings } from '../../src/telemetry/repeated-readings.ts';
import { bootId, createFakeClock, createFakeLog, type FakeClock } from '../fakes.ts';
import { millisOf } from '../otlp-receiver.ts';
import { createCollecting } from './collecting.ts';

export const summer = Date.parse('2026-07-01T00:00:00Z');
const noMetrics: MeterProvider = { getMeter: () => createNoopMeter() };

export const accepted = (response = '{}'): SendOutcome => ({
  kind: 'accepted',
  response: Buffer.from(response),
  dateMillis: undefined,
});
export const refused = (status: number): SendOutcome => ({
  kind: 'refused',
  error: new SendError(`HTTP ${status}`, status),
  dateMillis: undefined,
});
export const overloaded = (retryAfterMillis?: number): SendOutcome => ({
  kind: 'retryable',
  error: new SendError('HTTP 503', 503),
  answered: true,
  dateMillis: undefined,
  retryAfterMillis,
});
export const unreachable: SendOutcome & { readonly kind: 'retryable' } = {
  kind: 'retryable',
  error: new SendError('nobody listens', 'ECONNREFUSED'),
  answered: false,
  dateMillis: undefined,
  retryAfterMillis: undefined,
};

/** An endpoint without a network. `answer` is asked for each request with data; a promise keeps it waiting. */
export interface FakeEndpoint extends OtlpTransport {
  /** Values of the gauge `n` in what was sent, in order. */
  readonly sent: number[];
  readonly bodies: string[];
  /** Of each, whether it came packed. */
  readonly packed: boolean[];
  takesGzip: boolean;
  probes: number;
  answer: (number: number) => SendOutcome | Promise<SendOutcome>;
  /** The date that it tells with each answer. */
  date: (() => number) | undefined;
  /** What it says when it is only asked for the date. */
  probed: SendOutcome;
}

function createFakeEndpoint(): FakeEndpoint {
  const endpoint: FakeEndpoint = {
    sent: [],
    bodies: [],
    packed: [],
    takesGzip: true,
    probes: 0,
    answer: () => accepted(),
    date: undefined,
    probed: accepted(),
    async send(body, { packed, signal }) {
      if (packed && (!endpoint.takesGzip || body[0] !== 0x1f)) return refused(400);
      const text = (packed ? gunzipSync(body) : Buffer.from(body)).toString();
      const number = /"name":"n".*?"asDouble":(\d+)/.exec(text)?.[1];
      const given = new Promise<SendOutcome>((resolve) => {
        signal.addEventListener('abort', () => resolve({ ...unreachable, error: signal.reason }));
      });
      if (number === undefined) endpoint.probes += 1;
      else {
        endpoint.sent.push(Number(number));
        endpoint.bodies.push(text);
        endpoint.packed.push(packed);
      }
      const outcome = await Promise.race([
        number === undefined ? endpoint.probed : endpoint.answer(Number(number)),
        given,
      ]);
      return { ...outcome, dateMillis: endpoint.date?.() };
    },
    close() {},
  };
  return endpoint;
}

/** An exporter with everything behind it but the network; pushes carry their number as the gauge `n`. */
export async function createExporting({
  at = summer,
  clock = createFakeClock(at),
}: {
  at?: number;
  clock?: FakeClock;
} = {}) {
  const log = createFakeLog();
  const endpoint = createFakeEndpoint();
  const counts: Record<string, number> = {};
  const add = (key: string, value = 1) => {
    counts[key] = (counts[key] ?? 0) + value;
  };
  const counters = {
    spooled: () => add('spooled'),
    replayed: () => add('replayed'),
    rejected: (points: number) => add('rejected', points),
    dropped: (reason: string, pushes: number) => add(`dropped ${reason}`, pushes),
    diskError: () => add('disk error'),
    clockJumped: () => add('jumped'),
  };
  const limits = { earliestMillis: Date.parse('2026-01-01T00:00:00Z'), toleranceMillis: 86_400_000 };
  const pushClock = createPushClock(limits, { clock, bootId, onJump: counters.clockJumped });
  const memory = { directory: undefined, limitBytes: 0, memoryLimitBytes: 1_048_576, fsync: false };
  const spool = await openSpool(memory, { report: counters, log });
  const deps = { transport: endpoint, pushClock, counters, meterProvider: noMetrics, clock, log };
  const delivery = createDelivery({ url: 'http://endpoint/v1/metrics' }, deps);
  const exporter = createExporter(
    { protocol: 'http/json', timeoutMillis: 10_000 },
    { delivery, spool, pushClock, counters, repeatReadings: createRepeatReadings(0), clock, log },
  );
  const { meter, collect } = createCollecting();
  let number = 0;
  meter.createObservableGauge('n').addCallback((result) => result.observe(number));
  const push = async (): Promise<ExportResult> => {
    number += 1;
    const collected = await collect();
    return new Promise((resolve) => exporter.export(collected, resolve));
  };
  return { clock, endpoint, exporter, spool, counts, log, push, pushClock };
}

/** Times of the points of a push, in milliseconds. */
export function timesOf(body: string): { readonly startMillis: number; readonly timeMillis: number } {
  const [, start, time] = /"startTimeUnixNano":"(\d+)","timeUnixNano":"(\d+)"/.exec(body) ?? [];
  return { startMillis: millisOf(start), timeMillis: millisOf(time) };
}

/** The JSON of a push that waits. */
export function unpacked(body: Buffer): string {
  return gunzipSync(body).toString();
}
