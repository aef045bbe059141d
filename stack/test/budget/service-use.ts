import type { ContainerReading } from '../../budget/read-container.ts';
import type { ServiceUse } from '../../budget/take-budget.ts';

const mebibyte = 1024 * 1024;

export function readingOf(changes: Partial<ContainerReading> = {}): ContainerReading {
  return {
    limitBytes: 80 * mebibyte,
    usageBytes: 60 * mebibyte,
    anonymousBytes: 20 * mebibyte,
    fileBytes: 38 * mebibyte,
    activeFileBytes: 30 * mebibyte,
    peakBytes: 79 * mebibyte,
    majorFaults: 1_000,
    fileRefaults: 100,
    cpuSeconds: 3,
    oomKills: 0,
    source: 'cgroup',
    ...changes,
  };
}

/** A sensor that is well, unless changed. */
export function serviceUse(changes: Partial<ServiceUse> = {}): ServiceUse {
  return {
    service: 'sensor',
    id: 'a'.repeat(64),
    state: 'running',
    startedAtMillis: 0,
    exitCode: 0,
    restarts: 0,
    wasOomKilled: false,
    pid: 42,
    uptimeSeconds: 3_600,
    memory: readingOf(),
    majorFaultsPerSecond: 0.1,
    cpuPercent: 0.4,
    ...changes,
  };
}
