import type { ExportResult } from '@opentelemetry/core';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExportError } from '../../src/telemetry/exporter.ts';
import { SendError } from '../../src/telemetry/otlp-transport.ts';
import { createPusher } from '../../src/telemetry/pusher.ts';
import { createFakeClock, createFakeCounters, createFakeLog } from '../fakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const empty = { resource: {}, scopeMetrics: [] } as unknown as ResourceMetrics;
const success: ExportResult = { code: 0 };
const failure = (error: Error): ExportResult => ({ code: 1, error });

/** Answers exports from a script; `undefined` never answers, the last entry repeats. */
function setUp(answers: readonly (ExportResult | undefined)[], { collect = async () => empty } = {}) {
  const clock = createFakeClock();
  const counters = createFakeCounters();
  const log = createFakeLog();
  let exports = 0;
  let closed = 0;
  let flushed = 0;
  let abandoned = 0;
  let noted = 0;
  const exporter = {
    export(_metrics: ResourceMetrics, done: (result: ExportResult) => void) {
      const answer = answers[Math.min(exports, answers.length - 1)];
      exports += 1;
      if (answer !== undefined) queueMicrotask(() => done(answer));
    },
    abandon() {
      abandoned += 1;
    },
    async forceFlush() {
      flushed += 1;
    },
    async shutdown() {
      closed += 1;
    },
  };
  let number = 0;
  const numbers = {
    next() {
      number += 1;
      return number;
    },
    async close() {
      noted = number;
    },
  };
  const pusher = createPusher(
    { intervalMillis: 15_000, timeoutMillis: 10_000 },
    { collect, exporter, numbers, counters, clock, log },
  );
  const advance = async (millis: number) => {
    clock.advance(millis);
    await vi.advanceTimersByTimeAsync(millis);
  };
  const ended = () => ({ flushed, closed, noted });
  return { pusher, counters, log, advance, exports: () => exports, ended, abandoned: () => abandoned };
}

describe('createPusher', () => {
  test('pushes nothing before it is started, then at once and at every interval', async () => {
    const { pusher, advance, exports, counters, log } = setUp([success]);
    await advance(60_000);
    expect(exports()).toBe(0);
    pusher.start();
    pusher.start();
    await advance(0);
    expect(exports()).toBe(1);
    await advance(14_999);
    expect(exports()).toBe(1);
    await advance(1);
    expect(exports()).toBe(2);
    expect(pusher.sequence()).toBe(2);
    expect(counters.attempts).toEqual({ push: 2 });
    expect(counters.errors).toEqual({});
    expect(log.lines).toEqual([]);
  });

  test.each([
    [Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'push/ECONNREFUSED'],
    [Object.assign(new Error('Bad Request'), { code: 400 }), 'push/400'],
    [new Error('no code'), 'push/_OTHER'],
  ])('counts %s and goes on', async (error, key) => {
    const { pusher, advance, counters, log, exports } = setUp([failure(error), failure(error), success]);
    pusher.start();
    await advance(30_000);
    await advance(0);
    expect(counters.errors).toEqual({ [key]: 2 });
    expect(log.lines).toHaveLength(1);
    expect(exports()).toBe(3);
  });

  test('counts a collection that fails', async () => {
    const collect = async (): Promise<ResourceMetrics> => Promise.reject(new Error('no memory'));
    const { pusher, advance, counters, exports } = setUp([success], { collect });
    pusher.start();
    await advance(0);
    expect(exports()).toBe(0);
    expect(counters.errors).toEqual({ 'push/_OTHER': 1 });
  });

  test('gives up an export that does not answer in time, and starts no second one meanwhile', async () => {
    const { pusher, advance, counters, exports, abandoned } = setUp([undefined, success]);
    pusher.start();
    await advance(9_999);
    expect(abandoned()).toBe(0);
    await advance(1);
    expect(abandoned()).toBe(1);
    expect(counters.errors).toEqual({}); // it may still say that it kept the push
    await advance(1_500);
    expect(counters.errors).toEqual({ 'push/timeout': 1 });
    expect(exports()).toBe(1);
    await advance(3_500);
    expect(exports()).toBe(2);
    expect(pusher.sequence()).toBe(2);
  });

  test('tells participants when a push begins and whether it is lost', async () => {
    const kept = failure(new ExportError(new SendError('x', 503), true));
    const refused = failure(new ExportError(new SendError('x', 400), false));
    const { pusher, advance } = setUp([kept, refused, success]);
    const told: string[] = [];
    pusher.join({ beginPush: () => told.push('begin'), endPush: (isKept) => told.push(`end ${isKept}`) });
    pusher.start();
    await advance(30_000);
    await advance(0);
    expect(told).toEqual(['begin', 'end true', 'begin', 'end false', 'begin', 'end true']);
  });

  test('stops with a last push, sends what waits, notes the last number and closes the exporter', async () => {
    const { pusher, advance, exports, ended } = setUp([success]);
    pusher.start();
    await advance(0);
    expect(ended()).toEqual({ flushed: 0, closed: 0, noted: 0 });
    await pusher.stop(6000);
    expect(exports()).toBe(2);
    expect(ended()).toEqual({ flushed: 1, closed: 1, noted: 2 });
    await advance(60_000);
    expect(exports()).toBe(2);
  });

  test('stops in time although nothing answers, with a chance for the last reading', async () => {
    const { pusher, advance, exports, ended, abandoned } = setUp([undefined]);
    pusher.start();
    await advance(0);
    let stopped = false;
    void pusher.stop(6000).then(() => (stopped = true));
    await advance(3000);
    expect(exports()).toBe(2);
    await advance(3001);
    expect(stopped).toBe(true);
    expect(abandoned()).toBe(2);
    expect(ended()).toEqual({ flushed: 1, closed: 1, noted: 2 });
  });
});
