import { describe, expect, test } from 'vitest';
import { createHeapKeeper } from '../../src/telemetry/heap-keeper.ts';
import { createFakeClock } from '../fakes.ts';

function setUp() {
  const clock = createFakeClock();
  let collections = 0;
  const collectGarbage = () => {
    collections += 1;
  };
  let cpuMillis = 5_000;
  const work = (millis: number) => {
    cpuMillis += millis;
  };
  const keeper = createHeapKeeper({ clock, cpuMillis: () => cpuMillis, collectGarbage, defer: (run) => run() });
  return { clock, keeper, work, collections: () => collections };
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

  test('leaves a process alone that used more than a tenth of a core since the last push', () => {
    const { clock, keeper, work, collections } = setUp();
    clock.advance(60_000);
    work(6_001);
    keeper.endPush(true);
    expect(collections()).toBe(0);
    clock.advance(15_000);
    work(1_500);
    keeper.endPush(true);
    expect(collections()).toBe(1);
  });

  test('does nothing without the flag', () => {
    const clock = createFakeClock();
    const deferred: unknown[] = [];
    const deps = { clock, cpuMillis: () => 0, collectGarbage: undefined };
    const keeper = createHeapKeeper({ ...deps, defer: (run) => deferred.push(run) });
    clock.advance(3_600_000);
    keeper.endPush(true);
    expect(deferred).toEqual([]);
  });
});
