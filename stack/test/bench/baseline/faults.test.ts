import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import {
  createFaults,
  faultNames,
  loopModulus,
  loopTurns,
  parseFaults,
  stringsFor,
  temporaryStrings,
} from '../../../bench/baseline/faults.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** After a collection of garbage. What it frees of buffers is counted a little later: other tests here leave some MB as well. */
async function memoryHeld() {
  for (let collection = 0; collection < 5; collection += 1) {
    gc();
    await sleep(5);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapUsed, arrayBuffers };
}

describe('parseFaults', () => {
  test('is empty for an empty text and takes each name alone', () => {
    expect([...parseFaults('')]).toEqual([]);
    for (const name of faultNames) expect([...parseFaults(name)]).toEqual([name]);
  });
  test('takes all of them', () => {
    expect([...parseFaults('blob,loop,strings,bodies')]).toEqual([...faultNames]);
  });
  test('refuses a name that is none of them', () => {
    expect(() => parseFaults('blob,bugs')).toThrow(/bugs/);
  });
});

describe('blob', () => {
  test('is 5 MB that no collection of garbage takes, as long as the service runs', async () => {
    const before = await memoryHeld();
    const faults = createFaults(new Set(['blob']));
    expect((await memoryHeld()).arrayBuffers - before.arrayBuffers).toBeGreaterThanOrEqual(5_000_000);
    expect(faults.onRequest()).toBe(5_000_000);
  });
});

describe('loop', () => {
  test('takes 2,000,000 turns: the sum of their squares is what a formula says', () => {
    expect(loopTurns).toBe(2_000_000);
    const turns = BigInt(loopTurns);
    const squares = ((turns - 1n) * turns * (2n * turns - 1n)) / 6n;
    const sum = createFaults(new Set(['loop'])).onMetrics();
    expect(sum).toBe(Number(squares % BigInt(loopModulus)));
    expect(sum).not.toBe(0);
  });
  test('takes none where it is off, and none for other requests', () => {
    expect(createFaults(new Set(['blob', 'strings', 'bodies'])).onMetrics()).toBe(0);
    expect(createFaults(new Set(['loop'])).onRequest()).toBe(0);
  });
});

describe('strings', () => {
  test('are made by every request, 5 to 15 MB, each size once in eleven requests', () => {
    const { onRequest } = createFaults(new Set(['strings']));
    const megabytes = Array.from({ length: 11 }, () => onRequest() / 1_000_000);
    expect(megabytes.toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
    expect(megabytes).toEqual(Array.from({ length: 11 }, (_, index) => stringsFor(index + 1)));
  });
  test('take as much memory as they are long, and no buffer beside it', async () => {
    const before = await memoryHeld();
    const strings = temporaryStrings(10);
    const { heapUsed, arrayBuffers } = await memoryHeld();
    expect(heapUsed - before.heapUsed).toBeGreaterThan(9_500_000);
    expect(heapUsed - before.heapUsed).toBeLessThan(11_000_000);
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(100_000);
    expect(strings).toHaveLength(10);
  });
  test('are gone afterwards', async () => {
    const before = await memoryHeld();
    const faults = createFaults(new Set(['strings']));
    faults.onRequest();
    expect((await memoryHeld()).heapUsed - before.heapUsed).toBeLessThan(1_000_000);
  });
});

describe('bodies', () => {
  const lengths = (faults: ReturnType<typeof createFaults>, answers: number) =>
    Array.from({ length: answers }, () => faults.sensorPadding()?.length ?? 0);

  test('pads every fifth answer with 5 MB', () => {
    expect(lengths(createFaults(new Set(['bodies'])), 10)).toEqual([0, 0, 0, 0, 5_000_000, 0, 0, 0, 0, 5_000_000]);
  });
  test('pads none where it is off, whatever else is on', () => {
    expect(lengths(createFaults(new Set(['blob', 'loop', 'strings'])), 10).every((length) => length === 0)).toBe(true);
  });
  test('keeps nothing of an answer: that would be the blob', async () => {
    const before = await memoryHeld();
    const faults = createFaults(new Set(['bodies']));
    for (let answer = 1; answer <= 5; answer += 1) Buffer.from(faults.sensorPadding() ?? '');
    const after = await memoryHeld();
    expect(after.heapUsed - before.heapUsed).toBeLessThan(1_000_000);
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(1_000_000);
    expect(faults.onRequest()).toBe(0);
  });
});
