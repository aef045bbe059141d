import { expect, test } from 'vitest';
import { createThrottled } from '../src/throttled.ts';
import { createFakeClock } from './fakes.ts';

test('says the first at once, then one a minute with the number left out, and at once again after a reset', () => {
  const clock = createFakeClock();
  const said: number[] = [];
  const throttled = createThrottled(clock);
  const say = () => throttled.say((suppressed) => said.push(suppressed));

  say();
  expect(said).toEqual([0]);
  clock.advance(59_999);
  say();
  say();
  expect(said).toEqual([0]);
  clock.advance(1);
  say();
  expect(said).toEqual([0, 2]);
  throttled.reset();
  say();
  expect(said).toEqual([0, 2, 0]);
});
