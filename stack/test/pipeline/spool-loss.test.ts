import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { duplicatedPushes, lossExpression, lostPushes, lostPushesOfGraph } from '../../loss-expression.ts';
import { createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const without = (numbers: readonly number[], ...missing: readonly number[]) =>
  numbers.filter((number) => !missing.includes(number));

/** Numbers as they were stored, 15 s apart and the last 15 s ago. */
interface Case {
  readonly name: string;
  readonly numbers: readonly number[];
  /** Seconds that nothing came for before the number at this place. */
  readonly pause?: { readonly before: number; readonly seconds: number };
  readonly lost: number | undefined;
  readonly duplicated: number;
  /** What the graph has where it is something else; `none`: no value. */
  readonly graph?: number | 'none';
}

// An hour has 240 pushes, so of 300 the first 60 lie before the window.
const cases: readonly Case[] = [
  { name: 'everything arrived', numbers: range(1, 100), lost: 0, duplicated: 0 },
  { name: 'everything arrived, the beginning long ago', numbers: range(5001, 5100), lost: 0, duplicated: 0 },
  { name: 'everything arrived, for longer than the window', numbers: range(1, 300), lost: 0, duplicated: 0 },
  { name: 'a new device with one push', numbers: [1], lost: undefined, duplicated: 0 },
  { name: 'a new device with two', numbers: [1, 2], lost: 0, duplicated: 0 },
  { name: 'one is missing', numbers: without(range(1, 100), 50), lost: 1, duplicated: 0 },
  { name: 'one is missing, before the window', numbers: without(range(1, 300), 40), lost: 0, duplicated: 0 },
  {
    name: 'many are missing, in two places',
    numbers: without(range(1, 100), ...range(10, 29), 60),
    lost: 21,
    duplicated: 0,
  },
  { name: 'the first of a process is missing', numbers: [...range(1, 50), ...range(3, 50)], lost: 2, duplicated: 48 },
  { name: 'without a directory: 1 again', numbers: [...range(400, 450), ...range(1, 50)], lost: 0, duplicated: 0 },
  {
    name: 'without a directory: 1 again, the last before it is out of the window',
    numbers: [...range(400, 459), ...range(1, 240)],
    lost: 0,
    duplicated: 0,
  },
  { name: 'stopped and started with a directory: numbers go on', numbers: range(900, 999), lost: 0, duplicated: 0 },
  {
    name: 'killed with a directory: the next million',
    numbers: [...range(31, 80), ...range(1_000_001, 1_000_050)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed after 90 days: half of the million was used',
    numbers: [...range(540_001, 540_050), ...range(1_000_001, 1_000_050)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed after 172 days: the next million is near',
    numbers: [...range(994_952, 995_001), ...range(1_000_001, 1_000_050)],
    lost: 0,
    duplicated: 0,
    graph: 4_999,
  },
  {
    name: 'killed, and the last before it is the first of the window',
    numbers: [...range(31, 91), ...range(1_000_001, 1_000_239)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed, and the last before it is just out of the window',
    numbers: [...range(31, 90), ...range(1_000_001, 1_000_240)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed, and the one push since is the last of the window',
    numbers: [...range(31, 90), 1_000_001],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed, with losses on both sides',
    numbers: [...without(range(31, 80), 50, 51), ...without(range(1_000_001, 1_000_050), 1_000_020)],
    lost: 3,
    duplicated: 0,
  },
  {
    name: 'killed, the first two after it are missing',
    numbers: [...without(range(31, 80), 50), ...range(1_000_003, 1_000_050)],
    lost: 3,
    duplicated: 0,
    graph: 1,
  },
  {
    name: 'killed twice',
    numbers: [...range(31, 60), ...range(1_000_001, 1_000_080), ...range(2_000_001, 2_000_040)],
    lost: 0,
    duplicated: 0,
    graph: 'none',
  },
  {
    name: 'killed twice, the first of the third process is missing',
    numbers: [...range(31, 60), ...range(1_000_001, 1_000_003), ...range(2_000_002, 2_000_040)],
    lost: 1,
    duplicated: 0,
    graph: 'none',
  },
  {
    name: 'killed again and again, a push each',
    numbers: [80, ...range(1, 20).map((kills) => kills * 1_000_000 + 1)],
    lost: 0,
    duplicated: 0,
    graph: 'none',
  },
  {
    name: 'killed twice, once before the window',
    numbers: [...range(31, 60), ...range(1_000_001, 1_000_100), ...range(2_000_001, 2_000_200)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'its number was forgotten, and killed after that',
    numbers: [...range(31, 60), ...range(1, 20), ...range(1_000_001, 1_000_040)],
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'killed, and its number was forgotten after that',
    numbers: [...range(31, 60), ...range(1_000_001, 1_000_020), ...range(1, 20)],
    lost: 0,
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
  {
    name: 'nothing was taken for twenty minutes',
    numbers: range(1, 100),
    pause: { before: 50, seconds: 1_200 },
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'an outage of twenty minutes, ten of which are missing',
    numbers: without(range(1, 110), ...range(51, 60)),
    pause: { before: 50, seconds: 1_200 },
    lost: 10,
    duplicated: 0,
  },
  {
    name: 'killed, and away for twenty minutes',
    numbers: [...range(1, 50), ...range(1_000_001, 1_000_050)],
    pause: { before: 50, seconds: 1_200 },
    lost: 0,
    duplicated: 0,
  },
  {
    name: 'the window begins in an outage, and one is missing since',
    numbers: without(range(1, 110), ...range(51, 60), 90),
    pause: { before: 50, seconds: 4_000 },
    lost: 1,
    duplicated: 0,
  },
  {
    name: 'the window begins in an outage that a kill began',
    numbers: [...range(1, 50), ...range(1_000_001, 1_000_050)],
    pause: { before: 50, seconds: 4_000 },
    lost: 0,
    duplicated: 0,
  },
];

const stepMillis = 15_000;

describe.skipIf(withoutBinaries)('the loss expressions [needs collector and VictoriaMetrics]', () => {
  // A multiple of the step of the expression, so that its window is the same.
  const end = Math.floor(Date.now() / 60_000) * 60_000;
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await createPipeline();
    await pipeline.start('victoriametrics');
    const lines = cases.map(({ name, numbers, pause }) =>
      JSON.stringify({
        metric: { __name__: 'sensor_push_sequence', host_name: name },
        values: numbers,
        timestamps: numbers.map((_, index) => {
          const paused = pause !== undefined && index < pause.before ? pause.seconds * 1000 : 0;
          // A few hundred milliseconds off each, as timers are.
          return end - (numbers.length - index) * stepMillis - paused + ((index * 137) % 400);
        }),
      }),
    );
    const url = `http://127.0.0.1:${pipeline.ports.victoriaMetrics}/api/v1/import`;
    expect((await fetch(url, { method: 'POST', body: lines.join('\n') })).status).toBe(204);
    await pipeline.store.flush();
    await eventually(
      () => pipeline.store.query(duplicatedPushes({ window: '1h' }), { atMillis: end }),
      (seen) => seen.length === cases.length,
    );
  });
  afterAll(() => pipeline?.close());

  const of = ({ name }: Case) => ({ window: '1h', matchers: `host_name="${name}"` });

  test.each(cases)('$name: $lost lost, $duplicated duplicated', async (one) => {
    const samples = await pipeline.store.query(lossExpression(of(one)), { atMillis: end });
    const found = Object.fromEntries(samples.map(({ labels, value }) => [labels['pushes'], value]));
    expect(found).toEqual({ ...(one.lost !== undefined && { lost: one.lost }), duplicated: one.duplicated });
  });

  test.each(cases)('in a graph, $name: $lost lost, or $graph', async (one) => {
    const expected = one.graph === 'none' ? undefined : (one.graph ?? one.lost);
    const [sample] = await pipeline.store.query(lostPushesOfGraph(of(one)), { atMillis: end });
    expect(sample?.value).toBe(expected);
  });

  // The window's edges pass over each push; behind the last of each point there are others, which an instant query does not see.
  test.each(cases)('at no point of a graph more than is missing, $name', async (one) => {
    const range = { fromMillis: end - 3_600_000, toMillis: end + 3_600_000, stepMillis: 5_000 };
    const [series] = await pipeline.store.queryRange(lostPushesOfGraph(of(one)), range);
    const missing = one.numbers.reduce((sum, number, index) => {
      const previous = one.numbers[index - 1] ?? number;
      const isLoss = number > previous && number - previous < 10_000;
      return sum + (isLoss ? number - previous - 1 : 0);
    }, 0);
    // Of a process that began anew, too.
    const atMost = Math.max(missing, one.lost ?? 0);
    if (one.lost === undefined) expect(series).toBeUndefined();
    else {
      expect(series?.values).not.toEqual([]);
      expect(Math.max(...(series?.values ?? [Number.NaN]))).toBeLessThanOrEqual(atMost);
    }
  });

  test('looked at once at the end of a graph, it is what it is then', async () => {
    const one = cases.find(({ name }) => name.startsWith('killed, the first two')) as Case;
    const range = { fromMillis: end - 7 * 86_400_000, toMillis: end, stepMillis: 600_000 };
    const [series] = await pipeline.store.queryRange(lostPushes({ ...of(one), at: 'end()' }), range);
    expect([...new Set(series?.values)]).toEqual([3]);
  });
});
