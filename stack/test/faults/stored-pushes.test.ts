import { describe, expect, test } from 'vitest';
import { countPushes, type PushCount } from '../../faults/push-count.ts';
import { settle } from '../../faults/stored-pushes.ts';

function stored(...numbers: readonly number[]): PushCount {
  return countPushes([{ labels: {}, values: numbers, timestampsMillis: numbers.map((number) => number * 1_000) }]);
}

/** One after the other, the last for ever. */
function inTurn<T>(...answers: readonly [T, ...T[]]): () => Promise<T> {
  let next = 0;
  return async () => {
    const answer = answers[Math.min(next, answers.length - 1)] as T;
    next += 1;
    return answer;
  };
}

describe('settle', () => {
  const before = stored(1, 2);
  const spooled = async (): Promise<number> => 0;

  test('waits for the newest push, and for the gaps before it', async () => {
    const count = inTurn(stored(1, 2), stored(1, 2, 5), stored(1, 2, 3, 4, 5));
    expect(await settle({ count, spooled, before, sent: 5 })).toMatchObject({ stored: 5, lost: 0 });
  });

  test('waits until the spool is empty: what is at its end leaves no gap', async () => {
    const count = inTurn(stored(1, 2, 3), stored(1, 2, 3), stored(1, 2, 3, 4));
    const waiting = inTurn(1, 1, 0);
    expect(await settle({ count, spooled: waiting, before, sent: 3 })).toMatchObject({ stored: 4 });
  });

  test('counts what is missing in the end, as of when a gap was filled for the last time', async () => {
    const answers = inTurn(stored(1, 2, 6), stored(1, 2, 4, 6));
    const askedAtMillis: number[] = [];
    const count = (): Promise<PushCount> => {
      askedAtMillis.push(Date.now());
      return answers();
    };
    const settled = await settle({ count, spooled, before, sent: 7, boundMillis: 1_000 });
    expect(settled.lost).toBe(2);
    // Before it asked for the third time, and not when it gave up.
    expect(settled.settledAtMillis).toBeLessThanOrEqual(askedAtMillis[2] ?? Number.POSITIVE_INFINITY);
  });
});
