import { describe, expect, test } from 'vitest';
import { benchHelp } from '../../bench/bench-help.ts';
import { benchmarks } from '../../bench/benchmarks.ts';

describe('benchHelp', () => {
  test.each(benchmarks.map(({ name }) => name))(
    'says of %s what it answers, how long it takes and what it needs',
    (name) => {
      const benchmark = benchmarks.find((each) => each.name === name);
      const help = benchHelp(benchmarks);
      for (const part of [benchmark?.name, benchmark?.answers, benchmark?.takes, benchmark?.needs]) {
        expect(part).toBeTruthy();
        expect(help).toContain(part);
      }
    },
  );
  test('names each option with its default', () => {
    expect(benchHelp(benchmarks)).toContain('--minutes N (how long to watch; 10)');
  });
});

test('no two benchmarks share a name, which is also a folder', () => {
  const names = benchmarks.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(0);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
});
