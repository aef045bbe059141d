import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lossExpression } from '../../loss-expression.ts';
import { createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const without = (numbers: readonly number[], ...missing: readonly number[]) =>
  numbers.filter((number) => !missing.includes(number));

/** Numbers as they were stored, 15 s apart; `at` shifts one by so many seconds. */
interface Case {
  readonly name: string;
  readonly numbers: readonly number[];
  readonly lost: number;
  readonly duplicated: number;
}

const cases: readonly Case[] = [
  { name: 'everything arrived', numbers: range(1, 100), lost: 0, duplicated: 0 },
  { name: 'everything arrived, the beginning long ago', numbers: range(5001, 5100), lost: 0, duplicated: 0 },
  { name: 'one is missing', numbers: without(range(1, 100), 50), lost: 1, duplicated: 0 },
  {
    name: 'many are missing, in two places',
    numbers: without(range(1, 100), ...range(10, 29), 60),
    lost: 21,
    duplicated: 0,
  },
  { name: 'the first of a process is missing', numbers: [...range(1, 50), ...range(3, 50)], lost: 2, duplicated: 48 },
  { name: 'stopped and started with a directory: numbers go on', numbers: range(900, 999), lost: 0, duplicated: 0 },
  {
    name: 'killed with a directory: the next million',
    numbers: [...range(31, 80), ...range(1_000_001, 1_000_050)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed twice, the first of the third process is missing',
    numbers: [...range(31, 60), ...range(1_000_001, 1_000_003), ...range(2_000_002, 2_000_040)],
    lost: 1,
    duplicated: 0,
  },
  { name: 'a million passed in one process', numbers: range(999_950, 1_000_049), lost: 0, duplicated: 0 },
  {
    name: 'a million passed, with a loss behind it',
    numbers: without(range(999_950, 1_000_049), 1_000_020),
    lost: 1,
    duplicated: 0,
  },
  { name: 'one is stored with two times', numbers: [...range(1, 50), 50, ...range(51, 99)], lost: 0, duplicated: 1 },
];

describe.skipIf(withoutBinaries)('the loss expression [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let found: Map<string, Record<string, number>>;
  beforeAll(async () => {
    pipeline = await createPipeline();
    await pipeline.start('victoriametrics');
    const end = Math.floor(Date.now() / 1000) * 1000 - 60_000;
    const lines = cases.map(({ name, numbers }) =>
      JSON.stringify({
        metric: { __name__: 'sensor_push_sequence', host_name: name },
        values: numbers,
        // A few hundred milliseconds off each, as timers are.
        timestamps: numbers.map((_, index) => end - (numbers.length - index) * 15_000 + ((index * 137) % 400)),
      }),
    );
    const url = `http://127.0.0.1:${pipeline.ports.victoriaMetrics}/api/v1/import`;
    expect((await fetch(url, { method: 'POST', body: lines.join('\n') })).status).toBe(204);
    await pipeline.store.flush();
    const samples = await eventually(
      () => pipeline.store.query(lossExpression({ window: '1h' })),
      (seen) => seen.length === 2 * cases.length,
    );
    found = new Map(cases.map(({ name }) => [name, {}]));
    for (const { labels, value } of samples) {
      const counts = found.get(labels['host_name'] ?? '');
      if (counts !== undefined) counts[labels['pushes'] ?? ''] = value;
    }
  });
  afterAll(() => pipeline?.close());

  test.each(cases)('$name: $lost lost, $duplicated duplicated', ({ name, lost, duplicated }) => {
    expect(found.get(name)).toEqual({ lost, duplicated });
  });
});
