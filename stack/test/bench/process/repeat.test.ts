import { describe, expect, test } from 'vitest';
import { repeat } from '../../../bench/process/repeat.ts';

describe('repeat', () => {
  test('calls again until it is stopped, and never two at a time', async () => {
    let calls = 0;
    let atATime = 0;
    await new Promise<void>((resolve) => {
      const repetition = repeat(1, async () => {
        atATime += 1;
        expect(atATime).toBe(1);
        await new Promise((done) => setTimeout(done, 3));
        atATime -= 1;
        calls += 1;
        if (calls === 3) void repetition.stop().then(resolve);
      });
    });
    expect(calls).toBe(3);
  });
  test('tells what a call failed with when it is stopped, each time', async () => {
    const repetition = repeat(1, () => Promise.reject(new Error('gone')));
    await expect(repetition.stop()).rejects.toThrow('gone');
    await expect(repetition.stop()).rejects.toThrow('gone');
  });
  test('tells a call that it is to end', async () => {
    const repetition = repeat(
      1,
      (stopping) => new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve())),
    );
    await repetition.stop();
  });
});
