import { describe, expect, test } from 'vitest';
import { meetsGoal } from '../../../bench/benchmark.ts';
import { fitReport } from '../../../bench/cold-fit/fit-report.ts';
import type { Measured } from '../../../bench/cold-fit/measure-scenario.ts';
import { scenarioNames, scenarios } from '../../../bench/cold-fit/scenario.ts';
import { hasListener } from '../../../bench/cold-fit/service-ready.ts';
import { readingOf } from '../../budget/service-use.ts';

const settings = { skipped: ['grafana'], readAhead: { kilobytes: 128, machineKilobytes: 4096 } };
const [lean] = scenarios(10).filter(({ name }) => name === 'lean');

function measured(changes: Partial<Measured> = {}): Measured {
  if (lean === undefined) throw new Error('no lean');
  const reading = readingOf();
  return {
    scenario: lean,
    coldness: { dropped: true, warmBytes: 0 },
    ready: [{ service: 'sensor', id: 'a', readySeconds: 0.9, readyAt: 0, atReady: reading }],
    samples: [{ service: 'sensor', seconds: 60, reading, restarts: 0 }],
    upSeconds: 11,
    upFailure: undefined,
    load: { acknowledgedPoints: 1_000, refusedPoints: 100, storedPoints: 1_000 },
    dashboard: { millis: [5, 10, 70], failed: 0, lastFailure: undefined },
    loadAverage: 0.5,
    ...changes,
  };
}

function missed(one: Measured): readonly string[] {
  return fitReport([one], settings)
    .findings.filter(({ value, goal }) => goal !== undefined && (value === null || !meetsGoal(value, goal)))
    .map(({ measure }) => measure);
}

describe('fitReport', () => {
  test('misses nothing where all is well, and has a table and a figure of it', () => {
    const { tables, figures } = fitReport([measured()], settings);
    expect(missed(measured())).toEqual([]);
    expect(tables['services']).toEqual([expect.objectContaining({ scenario: 'lean', service: 'sensor', fits: 'yes' })]);
    expect(figures['memory']).toContain('<svg');
    expect(figures['faults-lean']).toContain('<svg');
  });

  test.each([
    [
      { load: { acknowledgedPoints: 1_000, refusedPoints: 0, storedPoints: 999 } },
      'lean: lost of 1000 acknowledged points',
    ],
    [
      { load: { acknowledgedPoints: 1_000, refusedPoints: 0, storedPoints: null } },
      'lean: lost of 1000 acknowledged points',
    ],
    [{ dashboard: { millis: [1], failed: 1, lastFailure: 'HTTP 422' } }, 'lean: dashboard queries that failed'],
    [{ upSeconds: null, upFailure: 'unhealthy' }, 'lean: docker compose up --wait'],
    [{ upSeconds: 20 }, 'lean: docker compose up --wait'],
  ])('misses a goal with %j', (changes, measure) => {
    expect(missed(measured(changes))).toEqual([measure]);
  });

  test('has a goal for the processor time at rest, and none under load', () => {
    const goals = (changes: Partial<Measured>) =>
      fitReport([measured(changes)], settings).findings.filter(({ measure }) => measure.includes('CPU of all'));
    expect(goals({ load: undefined })).toEqual([expect.objectContaining({ goal: { relation: '<', value: 1 } })]);
    expect(goals({})).toEqual([expect.not.objectContaining({ goal: expect.anything() })]);
  });

  test('expects nothing stored of a collector alone', () => {
    const [alone] = scenarios(10).filter(({ name }) => name === 'otel-collector');
    const load = { acknowledgedPoints: 1_000, refusedPoints: 0, storedPoints: null };
    expect(alone && missed(measured({ scenario: alone, load }))).toEqual([]);
  });

  test('says where the cache was not cold', () => {
    const { findings } = fitReport([measured({ coldness: { dropped: true, warmBytes: 4096 } })], settings);
    expect(findings.find(({ note }) => note?.includes('cold'))?.note).toContain('4096');
  });
});

describe('scenarios', () => {
  test('has each service alone and each variant together, with its load', () => {
    expect(scenarioNames).toEqual([
      'sensor',
      'otel-collector',
      'victoriametrics',
      'health',
      'grafana',
      'idle',
      'lean',
      'hub',
      'default',
    ]);
    expect(scenarios(10).find(({ name }) => name === 'hub')).toMatchObject({
      devices: 100,
      minutes: 10,
      hasGrafana: false,
    });
    expect(scenarios(10).find(({ name }) => name === 'sensor')).toMatchObject({ devices: 0, minutes: 3 });
  });
});

describe('hasListener', () => {
  const line = (port: string, state: string): string =>
    `  sl  local_address rem_address   st\n   0: 0100007F:${port} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000 10001 0 1 1 0 100 0 0 10 0\n`;

  test.each([
    [line('334E', '0A'), true],
    [line('334E', '01'), false],
    [line('334F', '0A'), false],
    ['', false],
  ])('%#', (table, found) => {
    expect(hasListener(table, 13_134)).toBe(found);
  });
});
