import { describe, expect, test } from 'vitest';
import { minuteRates, serviceFits } from '../../../bench/cold-fit/service-fit.ts';
import type { ReadyService, ServiceSample } from '../../../bench/cold-fit/watch-services.ts';
import { readingOf } from '../../budget/service-use.ts';

const atReady = readingOf({ majorFaults: 500, cpuSeconds: 1, fileRefaults: 0 });
const ready: ReadyService = { service: 'sensor', id: 'a', readySeconds: 0.9, readyAt: 0, atReady };

function sample(seconds: number, changes: Parameters<typeof readingOf>[0] = {}, restarts = 0): ServiceSample {
  return { service: 'sensor', seconds, restarts, reading: readingOf({ majorFaults: 500, cpuSeconds: 1, ...changes }) };
}

function fitOf(changes: Partial<ReadyService>, samples: readonly ServiceSample[]) {
  return serviceFits({ ready: [{ ...ready, ...changes }], samples })[0];
}

describe('serviceFits', () => {
  test('takes rates from ready to the end', () => {
    const fit = fitOf({}, [sample(50), sample(100, { majorFaults: 550, cpuSeconds: 3, fileRefaults: 10 })]);
    expect(fit).toMatchObject({ majorFaultsPerSecond: 0.5, fileRefaultsPerSecond: 0.1, cpuPercent: 2, fits: true });
  });

  test('keeps the highest anonymous memory', () => {
    const fit = fitOf({}, [sample(5, { anonymousBytes: 30e6 }), sample(10, { anonymousBytes: 10e6 })]);
    expect(fit?.anonymousBytes).toBe(30e6);
  });

  test.each([
    [4.99, true],
    [5, false],
    [null, false],
  ])('ready after %j s fits: %s', (readySeconds, fits) => {
    expect(fitOf({ readySeconds }, [sample(100)])?.fits).toBe(fits);
  });

  test.each([
    [599, true],
    [600, false],
  ])('%d faults at the end of 100 s from 500 on fit: %s', (majorFaults, fits) => {
    expect(fitOf({}, [sample(100, { majorFaults })])?.fits).toBe(fits);
  });

  test('a bad minute does not fit, unless it is the first', () => {
    const calm = 540; // then the mean of ten minutes stays below one
    expect(fitOf({}, [sample(60, { majorFaults: 500 + 90 }), sample(600, { majorFaults: 590 })])?.fits).toBe(true);
    const late = fitOf({}, [sample(calm), sample(600, { majorFaults: 500 + 90 })]);
    expect(late).toMatchObject({ fits: false, worstMinuteFaultsPerSecond: 1.5 });
  });

  test('a kill or a restart does not fit', () => {
    expect(fitOf({}, [sample(100, { oomKills: 1 })])?.fits).toBe(false);
    expect(fitOf({}, [sample(100, {}, 1)])?.fits).toBe(false);
  });

  test('what was never sampled does not fit', () => {
    expect(fitOf({}, [])?.fits).toBe(false);
  });
});

describe('minuteRates', () => {
  test('cuts at each minute, and keeps a last one of half a minute', () => {
    const samples = [30, 60, 90, 120, 150].map((seconds) => sample(seconds, { majorFaults: 500 + seconds }));
    expect(
      minuteRates(ready, samples).map(({ minute, majorFaultsPerSecond }) => [minute, majorFaultsPerSecond]),
    ).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ]);
  });

  test('leaves out a last one that is shorter', () => {
    expect(minuteRates(ready, [sample(60), sample(85)])).toHaveLength(1);
  });
});
