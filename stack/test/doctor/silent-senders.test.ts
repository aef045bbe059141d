import { describe, expect, test } from 'vitest';
import { checkPipeline } from '../../doctor/checks/pipeline.ts';
import { known } from '../../doctor/fact.ts';
import type { LastSeen } from '../../doctor/gather/series.ts';
import { healthyFacts, series } from './healthy-facts.ts';

const program: LastSeen = { service: 'weather', host: 'attic', ageSeconds: 8, intervalSeconds: 15 };

/** Beside the stack's own programs, which are well. */
function findings(changes: Partial<LastSeen>) {
  const lastSeen = [...series().lastSeen, { ...program, ...changes }];
  return checkPipeline(healthyFacts({ series: known(series({ lastSeen })) }));
}

describe('checkPipeline, of programs that are not of this project', () => {
  test('names one that stopped, with its interval', () => {
    const [finding, ...others] = findings({ ageSeconds: 61 });
    expect(finding).toMatchObject({ name: 'component-silent', severity: 'warning', subject: 'weather on attic' });
    expect(finding?.seen).toContain('every 15');
    expect(others).toEqual([]);
    expect(findings({ ageSeconds: 60 })).toEqual([]);
  });

  test.each([
    [60, 125],
    [300, 605],
  ])('gives one that pushes every %i s until %i s', (intervalSeconds, ageSeconds) => {
    expect(findings({ intervalSeconds, ageSeconds: ageSeconds + 1 })).toHaveLength(1);
    expect(findings({ intervalSeconds, ageSeconds })).toEqual([]);
  });

  test('claims no interval of one that it does not know', () => {
    const { intervalSeconds: _unknown, ...stopped } = { ...program, ageSeconds: 1_800 };
    const lastSeen = [...series().lastSeen, stopped];
    const [finding] = checkPipeline(healthyFacts({ series: known(series({ lastSeen })) }));
    expect(finding?.seen).toMatch(/ old\.$/);
  });

  test('does not take one on this device for a component of the stack', () => {
    expect(findings({ host: 'edge-device', ageSeconds: 61 })).toMatchObject([
      { severity: 'warning', subject: 'weather on edge-device' },
    ]);
  });

  test('has words for one without names', () => {
    const [finding] = findings({ service: '', host: '', ageSeconds: 61 });
    expect(finding?.subject).toBe('a program without a name on a device without one');
  });
});
