import { describe, expect, test } from 'vitest';
import { countWrittenBytes, parseWrittenBytes } from '../../../bench/process/written-bytes.ts';

const io =
  'rchar: 9\nwchar: 99999\nsyscr: 1\nsyscw: 2\nread_bytes: 8192\nwrite_bytes: 12288\ncancelled_write_bytes: 4096\n';

describe('parseWrittenBytes', () => {
  test('counts what goes towards a disk, less what was thrown away before', () => {
    expect(parseWrittenBytes(io)).toBe(8192);
  });
  test('throws where the kernel does not count it', () => {
    expect(() => parseWrittenBytes('rchar: 9\n')).toThrow(/write_bytes/);
  });
});

describe('countWrittenBytes', () => {
  /** Writes 100 more each time somebody looks, until it has ended. */
  function program(looksBeforeItsEnd: number) {
    let looks = 0;
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const read = async (): Promise<number> => {
      looks += 1;
      if (looks <= looksBeforeItsEnd) return looks * 100;
      end();
      throw new Error('ENOENT');
    };
    return { ended, count: countWrittenBytes(1, read) };
  }
  test('counts what is written while the process ends', async () => {
    const { count, ended } = program(3);
    expect(await count.now()).toBe(100);
    expect(await count.until(ended)).toBe(300);
  });
  test('of a process that has ended, tells what was seen last', async () => {
    const { count } = program(1);
    expect(await count.now()).toBe(100);
    expect(await count.now()).toBe(100);
  });
});
