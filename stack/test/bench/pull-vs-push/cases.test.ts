import { describe, expect, test } from 'vitest';
import { cases, middle } from '../../../bench/pull-vs-push/cases.ts';

const named = (name: string) => {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
};

describe('middle', () => {
  test('is the second and third fifth of five minutes', () => {
    expect(middle(20)).toEqual({ from: 60_000, to: 180_000 });
  });
  test('is a slot at least, with slots before and after it, in one minute', () => {
    expect(middle(4)).toEqual({ from: 15_000, to: 30_000 });
  });
});

describe('cases', () => {
  test.each(cases.map(({ name }) => name))('%s does what it does in the order of time and within the run', (name) => {
    for (const slots of [4, 20, 60]) {
      const times = named(name)
        .disturbances(slots)
        .map(({ atMillis }) => atMillis);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      for (const time of times) expect(time).toBeLessThan(slots * 15_000);
    }
  });
  test('all but undisturbed disturb', () => {
    const calm = cases.filter((one) => one.disturbances(20).length === 0).map(({ name }) => name);
    expect(calm).toEqual(['undisturbed']);
  });
  test('a sleeping service is awake in every slot that is expected, and in no other', () => {
    const sleep = named('sleep');
    const slots = 8;
    const awakeMillis = Array.from({ length: slots }, () => 0);
    let isAwake = true;
    const changes = sleep
      .disturbances(slots)
      .map(({ atMillis, what }) => ({ atMillis, wakes: what.endsWith('wakes') }));
    for (let millis = 0; millis < slots * 15_000; millis += 1000) {
      for (const { atMillis, wakes } of changes) if (atMillis === millis) isAwake = wakes;
      const slot = Math.floor(millis / 15_000);
      awakeMillis[slot] = (awakeMillis[slot] ?? 0) + (isAwake ? 1000 : 0);
    }
    expect(awakeMillis).toEqual([15_000, 15_000, 0, 0, 5_000, 15_000, 0, 0]);
    expect(awakeMillis.map((millis) => millis > 0)).toEqual(awakeMillis.map((_, slot) => sleep.isPossible(slot)));
  });
});
