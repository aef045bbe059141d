import { describe, expect, test } from 'vitest';
import { createHeapKeeper } from '../../src/telemetry/heap-keeper.ts';
import { createFakeClock } from '../fakes.ts';

function setUp() {
  const clock = createFakeClock();
  let collections = 0;
  const collectGarbage = () => {
    collections += 1;
  };
  const keeper = createHeapKeeper({ clock, collectGarbage, defer: (work) => work() });
  return { clock, keeper, collections: () => collections };
}

describe('createHeapKeeper', () => {
  test('collects after the first push that is a minute old, and then once a minute', () => {
    const { clock, keeper, collections } = setUp();
    clock.advance(59_999);
    keeper.endPush(true);
    expect(collections()).toBe(0);
    clock.advance(1);
    keeper.endPush(false);
    expect(collections()).toBe(1);
    clock.advance(59_999);
    keeper.endPush(true);
    expect(collections()).toBe(1);
    clock.advance(1);
    keeper.endPush(true);
    expect(collections()).toBe(2);
  });

  test('does nothing without the flag', () => {
    const clock = createFakeClock();
    const deferred: unknown[] = [];
    const keeper = createHeapKeeper({ clock, collectGarbage: undefined, defer: (work) => deferred.push(work) });
    clock.advance(3_600_000);
    keeper.endPush(true);
    expect(deferred).toEqual([]);
  });
});
