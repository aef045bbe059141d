import { describe, expect, test } from 'vitest';
import { parseProcessUsage } from '../../bench/process/process-usage.ts';

const status = 'Name:\tnode\nVmRSS:\t   60000 kB\nRssAnon:\t   25000 kB\nRssFile:\t   35000 kB\n';
// Fields 3 to 17 of proc(5): state, ppid, pgrp, session, tty, tpgid, flags, minflt, cminflt, majflt, cmajflt, utime, stime, ...
const fields = 'S 1 1 1 0 -1 4194304 900 0 12 0 150 25 0 0';

describe('parseProcessUsage', () => {
  test('reads processor time, major faults and memory', () => {
    expect(parseProcessUsage(`42 (node) ${fields}`, status)).toEqual({
      cpuSeconds: 1.75,
      majorFaults: 12,
      anonymousBytes: 25_000 * 1024,
      fileBytes: 35_000 * 1024,
    });
  });
  test('is not misled by blanks and parentheses in the name of the program', () => {
    expect(parseProcessUsage(`42 (a (b) 1 2) ${fields}`, status).cpuSeconds).toBe(1.75);
  });
  test('throws where the kernel says nothing of anonymous memory', () => {
    expect(() => parseProcessUsage(`42 (node) ${fields}`, 'VmRSS:\t60000 kB\n')).toThrow(/RssAnon/);
  });
  test('throws on a line that is cut short', () => {
    expect(() => parseProcessUsage('42 (node) S 1 1', status)).toThrow(/field/);
  });
});
