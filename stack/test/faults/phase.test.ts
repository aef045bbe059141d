import { describe, expect, test } from 'vitest';
import { measurePhase, parseMajorFaults } from '../../faults/phase.ts';

describe('parseMajorFaults', () => {
  test('takes the twelfth field, whatever the name of the process is', () => {
    expect(parseMajorFaults('7 (a b) c) S 1 7 7 0 -1 4194560 900 0 12 0 3 1 0 0 20 0')).toBe(12);
  });

  test('finds none where there is no such process', () => {
    expect(parseMajorFaults('')).toBe(0);
  });
});

describe('measurePhase', () => {
  test('counts for as long as the work takes, nothing of what does not run, and hands its result on', async () => {
    const { phase, result } = await measurePhase({ running: () => undefined }, 'full', async () => 'done');
    expect(result).toBe('done');
    expect(phase).toMatchObject({ name: 'full', majorFaults: { victoriametrics: 0, collector: 0, sensor: 0 } });
    expect(phase.seconds).toBeGreaterThanOrEqual(0);
  });
});
