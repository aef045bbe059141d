import { describe, expect, test } from 'vitest';
import { answered, eventually } from '../../faults/eventually.ts';

describe('eventually', () => {
  test('asks until the answer is right, over those that fail', async () => {
    const answers = [() => Promise.reject(new Error('slow')), async () => 1, async () => 2];
    expect(
      await eventually(
        () => answers.shift()?.() ?? Promise.reject(new Error('asked too often')),
        (seen) => seen === 2,
      ),
    ).toBe(2);
  });

  test('says what it saw last', async () => {
    await expect(
      eventually(
        async () => 7,
        () => false,
        0,
      ),
    ).rejects.toThrow('seen last: 7');
  });

  test('says why there was no answer', async () => {
    const cause = new Error('refused');
    await expect(
      eventually(
        () => Promise.reject(cause),
        () => true,
        0,
      ),
    ).rejects.toMatchObject({ cause });
  });
});

describe('answered', () => {
  test('takes the first answer, whatever it is', async () => {
    expect(await answered(async () => undefined)).toBeUndefined();
  });
});
