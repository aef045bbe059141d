import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createFaults, faultNames, parseFaults, stringsFor } from '../../../bench/baseline/faults.ts';

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

describe('createFaults', () => {
  const paddings = (faults: ReturnType<typeof createFaults>, answers: number) =>
    Array.from({ length: answers }, () => faults.sensorPadding()?.length ?? 0);

  test('pads every fifth answer with 5 MB where bodies is on', () => {
    expect(paddings(createFaults(new Set(['bodies'])), 10)).toEqual([0, 0, 0, 0, 5_000_000, 0, 0, 0, 0, 5_000_000]);
  });
  test('pads none where it is off, whatever else is on', () => {
    expect(paddings(createFaults(new Set(['blob', 'loop', 'strings'])), 10).every((length) => length === 0)).toBe(true);
  });
  test('the blob is 5 MB that no collection of garbage takes, as long as the service runs', async () => {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as () => void;
    // What a collection frees of buffers is counted a little later: other tests here leave 5 MB as well.
    const collectGarbage = async () => {
      for (let collection = 0; collection < 5; collection += 1) {
        gc();
        await sleep(5);
      }
    };
    await collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const faults = createFaults(new Set(['blob']));
    await collectGarbage();
    expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(5_000_000);
    faults.onRequest();
  });
});

describe('stringsFor', () => {
  test('takes every size from 5 to 15 MB in eleven requests', () => {
    const sizes = Array.from({ length: 11 }, (_, index) => stringsFor(index + 1));
    expect(sizes.toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });
});
