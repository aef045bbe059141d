import { describe, expect, test } from 'vitest';
import { parseWrittenBytes } from '../../../bench/process/written-bytes.ts';

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
