import { describe, expect, test } from 'vitest';
import { budgetBytes, judge, verdictOf } from '../../budget/judge.ts';
import { readingOf, serviceUse } from './service-use.ts';

const mebibyte = 1024 * 1024;
const stopped = { pid: 0, memory: undefined, majorFaultsPerSecond: undefined, cpuPercent: undefined } as const;

describe('verdictOf', () => {
  test.each([
    [0.99, 'fits'],
    [1, 'thrashing'],
  ])('takes %d major faults a second for %s', (majorFaultsPerSecond, verdict) => {
    expect(verdictOf(serviceUse({ majorFaultsPerSecond }))).toBe(verdict);
  });

  test.each([
    [59, 'starting'],
    [60, 'thrashing'],
  ])('takes faults %d s after the start for %s', (uptimeSeconds, verdict) => {
    expect(verdictOf(serviceUse({ majorFaultsPerSecond: 50, uptimeSeconds }))).toBe(verdict);
  });

  test.each([
    [60 * mebibyte - 1, 'fits'],
    [60 * mebibyte, 'tight'],
  ])('takes %d anonymous bytes of 80 MiB for %s', (anonymousBytes, verdict) => {
    expect(verdictOf(serviceUse({ memory: readingOf({ anonymousBytes }) }))).toBe(verdict);
  });

  test('tells what was killed from what ended', () => {
    expect(verdictOf(serviceUse({ ...stopped, state: 'exited', wasOomKilled: true }))).toBe('killed');
    expect(verdictOf(serviceUse({ ...stopped, state: 'exited' }))).toBe('not running');
    expect(verdictOf(serviceUse({ memory: readingOf({ oomKills: 1 }) }))).toBe('killed');
  });

  test('tells no limit from no counting', () => {
    expect(verdictOf(serviceUse({ memory: readingOf({ limitBytes: undefined }) }))).toBe('no limit');
    expect(verdictOf(serviceUse({ memory: undefined }))).toBe('not counted');
  });
});

describe('judge', () => {
  test('finds nothing to change where everything fits', () => {
    const { problems, notes, limitBytes } = judge([serviceUse(), serviceUse({ service: 'health' })]);
    expect({ problems, notes, limitBytes }).toEqual({ problems: [], notes: [], limitBytes: 160 * mebibyte });
  });

  test.each([
    ['sensor', 'docker-compose.yml'],
    ['otel-collector', 'OTELCOL_MEMORY'],
    ['victoriametrics', 'victoriametrics/flags.env'],
    ['grafana', 'GRAFANA_MEMORY'],
    ['grafana', 'compose.lean.yaml'],
  ])('says for %s where its limit stands: %s', (service, place) => {
    const { problems } = judge([serviceUse({ service, majorFaultsPerSecond: 90 })]);
    expect(problems).toEqual([expect.stringContaining(place)]);
    expect(problems[0]).toMatch(new RegExp(`^${service} `));
  });

  test('allows the budget and not a byte more', () => {
    const limited = (limitBytes: number) => [serviceUse({ memory: readingOf({ limitBytes }) })];
    expect(judge(limited(budgetBytes)).problems).toEqual([]);
    expect(judge(limited(budgetBytes + 1)).problems).toEqual([expect.stringContaining('compose.lean.yaml')]);
  });

  test('only notes what needs nothing', () => {
    const tight = serviceUse({ service: 'health', memory: readingOf({ anonymousBytes: 70 * mebibyte }) });
    const { problems, notes } = judge([tight, serviceUse({ restarts: 2 })]);
    expect(problems).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(/^health /), expect.stringMatching(/^sensor .* 2 times/)]);
  });

  test('says that a warm start flatters', () => {
    const warm = serviceUse({ memory: readingOf({ fileBytes: 4096 }) });
    expect(judge([warm]).notes).toEqual([expect.stringContaining('page cache')]);
  });
});
