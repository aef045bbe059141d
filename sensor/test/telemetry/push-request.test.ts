import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describe, expect, test } from 'vitest';
import type { Stamp } from '../../src/spool/spooled-push.ts';
import { restampPush, serializePush, stampPush } from '../../src/telemetry/push-request.ts';
import { stamp } from '../spool/kept-push.ts';
import { createCollecting } from './collecting.ts';

/** A counter, a gauge, and the request histogram: every shape of point that the service has. */
async function collected(): Promise<ResourceMetrics> {
  const { meter, collect, requestDurations } = createCollecting();
  meter.createCounter('c').add(2, { 'a "timeUnixNano":"1800000015000000000"': 'b' });
  meter.createObservableGauge('g').addCallback((result) => result.observe(7));
  requestDurations.open({ k: 1 }).record(0.05);
  return collect();
}

const early: Stamp = { ...stamp, collectedAtMillis: 15_250, startedAtMillis: 12 };

describe('stampPush', () => {
  test('gives every point the times of the stamp', async () => {
    const text = Buffer.from(serializePush(stampPush(await collected(), stamp), 'json')).toString();
    const times = (name: string) =>
      [...text.matchAll(new RegExp(`[{,]"${name}":"(\\d+)"`, 'g'))].map(([, time]) => time);
    expect(times('timeUnixNano').length).toBeGreaterThanOrEqual(3);
    expect(new Set(times('timeUnixNano'))).toEqual(new Set(['1800000015000000000']));
    expect(new Set(times('startTimeUnixNano'))).toEqual(new Set(['1800000000000000000']));
    expect(times('startTimeUnixNano')).toHaveLength(times('timeUnixNano').length);
  });
});

describe('restampPush', () => {
  test.each(['json', 'protobuf'] as const)(
    'makes of %s what it would have been with the other times',
    async (encoding) => {
      const metrics = await collected();
      const wrong = Buffer.from(serializePush(stampPush(metrics, early), encoding));
      const before = Buffer.from(wrong);
      const right = Buffer.from(serializePush(stampPush(metrics, stamp), encoding));
      expect(wrong.equals(right)).toBe(false);
      expect(restampPush(wrong, encoding, early, stamp).equals(right)).toBe(true);
      expect(wrong.equals(before)).toBe(true); // what waits in the spool stays as it is
    },
  );

  test('leaves text alone that only looks like a time', async () => {
    const metrics = await collected();
    const shifted = restampPush(
      Buffer.from(serializePush(stampPush(metrics, stamp), 'json')),
      'json',
      stamp,
      early,
    ).toString();
    expect(shifted).toContain('a \\"timeUnixNano\\":\\"1800000015000000000\\"');
  });
});
