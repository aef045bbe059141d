import { describe, expect, test } from 'vitest';
import { createPushClock } from '../../src/telemetry/push-clock.ts';
import { bootId, createFakeClock } from '../fakes.ts';

const day = 86_400_000;
const earliestMillis = Date.parse('2026-01-01T00:00:00Z');
const summer = Date.parse('2026-07-01T00:00:00Z');

function setUp({ at = summer, boot = bootId } = {}) {
  const clock = createFakeClock(at);
  const jumps: number[] = [];
  const pushClock = createPushClock(
    { earliestMillis, toleranceMillis: day },
    { clock, bootId: boot, onJump: (millis) => jumps.push(millis) },
  );
  return { clock, pushClock, jumps };
}

describe('verdict', () => {
  test.each([
    [0, 'early'],
    [earliestMillis - 1, 'early'],
    [earliestMillis, 'unverified'],
    [summer, 'unverified'],
  ])('at %i is %s before the endpoint has been heard', (at, verdict) => {
    expect(setUp({ at }).pushClock.verdict()).toBe(verdict);
  });

  test.each([
    [0, 'trusted'],
    [day, 'trusted'],
    [day + 1, 'differs'],
    [-day, 'trusted'],
    [-day - 1, 'differs'],
    [10 * day, 'differs'],
  ])('with an endpoint %i ms ahead is %s', (ahead, verdict) => {
    const { pushClock } = setUp();
    pushClock.heard(summer + ahead);
    expect(pushClock.verdict()).toBe(verdict);
    expect(pushClock.endpointAheadMillis()).toBe(ahead);
  });

  test('trusts a plausible clock when the endpoint tells no date, or has no clock itself', () => {
    for (const date of [undefined, 0]) {
      const { pushClock } = setUp();
      pushClock.heard(date);
      expect(pushClock.verdict()).toBe('trusted');
      expect(pushClock.endpointAheadMillis()).toBeUndefined();
    }
  });

  test('stays early whatever the endpoint says', () => {
    const { pushClock } = setUp({ at: 0 });
    pushClock.heard(summer);
    expect(pushClock.verdict()).toBe('early');
  });

  test.each([1000, -1000])('wants the endpoint heard again after a jump by %i ms, and tells of it once', (jump) => {
    const { clock, pushClock, jumps } = setUp();
    pushClock.heard(summer);
    clock.advance(15_000);
    clock.setWall(clock.now() + jump);
    expect(pushClock.verdict()).toBe('unverified');
    expect(pushClock.verdict()).toBe('unverified');
    expect(jumps).toEqual([jump]);
  });

  test.each([999, -999])('takes %i ms for no jump', (drift) => {
    const { clock, pushClock, jumps } = setUp();
    pushClock.heard(summer);
    clock.setWall(clock.now() + drift);
    expect(pushClock.verdict()).toBe('trusted');
    expect(jumps).toEqual([]);
  });
});

describe('stamp', () => {
  test('has the time of day, and a start that stays where it is while the clock drifts', () => {
    const { clock, pushClock } = setUp();
    clock.advance(15_000);
    expect(pushClock.stamp()).toMatchObject({
      collectedAtMillis: summer + 15_000,
      startedAtMillis: summer,
      trusted: false,
    });
    pushClock.heard(clock.now());
    clock.advance(15_000);
    clock.setWall(clock.now() + 900);
    expect(pushClock.stamp()).toMatchObject({
      collectedAtMillis: summer + 30_900,
      startedAtMillis: summer,
      trusted: true,
    });
  });

  test('moves the start along when the clock is set', () => {
    const { clock, pushClock } = setUp({ at: 0 });
    clock.advance(60_000);
    clock.setWall(summer);
    expect(pushClock.stamp()).toMatchObject({ collectedAtMillis: summer, startedAtMillis: summer - 60_000 });
  });
});

describe('corrected', () => {
  test('never touches the times of a trusted push', () => {
    const { clock, pushClock } = setUp();
    pushClock.heard(summer);
    const stamp = pushClock.stamp();
    clock.setWall(summer + 10 * day);
    expect(pushClock.corrected(stamp)).toBe(stamp);
  });

  test('leaves a push alone that was taken unverified by a clock that proved right', () => {
    const { clock, pushClock } = setUp();
    const stamp = pushClock.stamp();
    clock.advance(15_000);
    pushClock.heard(clock.now());
    expect(pushClock.corrected(stamp)).toBe(stamp);
  });

  test.each([
    ['1970', 0],
    ['ten days ahead', summer + 10 * day],
    ['an hour behind', summer - 3_600_000],
  ])('shifts a push of %s by what the clock was set by', (_, at) => {
    const { clock, pushClock } = setUp({ at });
    clock.advance(15_000);
    const stamp = pushClock.stamp();
    clock.advance(60_000);
    clock.setWall(summer);
    expect(pushClock.corrected(stamp)).toMatchObject({
      collectedAtMillis: summer - 60_000,
      startedAtMillis: summer - 75_000,
    });
  });

  test('corrects what an earlier process of the same boot has left', () => {
    const before = setUp({ at: 0 });
    before.clock.advance(15_000);
    const stamp = before.pushClock.stamp();
    const clock = createFakeClock(summer); // the same boot: its monotonic clock has gone on
    clock.advance(75_000);
    const later = createPushClock({ earliestMillis, toleranceMillis: day }, { clock, bootId, onJump: () => {} });
    expect(later.corrected(stamp)?.collectedAtMillis).toBe(summer + 15_000);
  });

  test.each([
    [earliestMillis, true],
    [earliestMillis - 1, false],
    [summer + day, true],
    [summer + day + 1, false],
  ])('of another boot believes %i: %s', (collectedAtMillis, believed) => {
    const { pushClock } = setUp();
    const stamp = { ...pushClock.stamp(), bootId: 'f'.repeat(32), collectedAtMillis };
    expect(pushClock.corrected(stamp)).toBe(believed ? stamp : undefined);
  });
});
