import { describe, expect, test } from 'vitest';
import { parseMachineCpuSeconds } from '../../../bench/process/machine-usage.ts';

describe('parseMachineCpuSeconds', () => {
  test('adds up all but idling and waiting for a disk, in seconds', () => {
    expect(parseMachineCpuSeconds('cpu  100 20 30 99999 88888 4 5 6 7 8\ncpu0 1 1 1 1 1 1 1 1 1 1\n')).toBe(1.65);
  });
  test('throws where there is no such line', () => {
    expect(() => parseMachineCpuSeconds('intr 1\n')).toThrow(/all cores/);
  });
});
