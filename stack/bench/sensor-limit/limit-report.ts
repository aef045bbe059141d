import type { BenchResult, Finding } from '../benchmark.ts';
import { bounds } from '../cold-fit/service-fit.ts';
import { median, rounded } from '../statistics.ts';
import type { FlagSet } from './flag-sets.ts';
import { limitTable } from './limit-table.ts';
import type { LimitedStart } from './limited-start.ts';

export interface LimitRun extends LimitedStart {
  readonly run: number;
  readonly set: string;
  readonly limitMegabytes: number;
  /** Null: nobody can say. */
  readonly readAheadKilobytes: number | null;
}

export interface LimitCell {
  readonly set: string;
  readonly limitMegabytes: number;
  /** Medians; null: never ready in most runs. */
  readonly readySeconds: number | null;
  readonly majorFaultsPerSecond: number;
  readonly settledFaultsPerSecond: number;
  readonly anonymousMebibytes: number;
  readonly requestCpuMicros: number | null;
  readonly fits: boolean;
}

export function limitReport(
  runs: readonly LimitRun[],
  { image, cpus, sets }: { readonly image: string; readonly cpus: number; readonly sets: readonly FlagSet[] },
): BenchResult {
  const limits = [...new Set(runs.map(({ limitMegabytes }) => limitMegabytes))];
  const cells = sets.flatMap(({ name }) =>
    limits.map((limit) => cellOf(runs.filter((run) => run.set === name && run.limitMegabytes === limit))),
  );
  return {
    tables: { runs: runs.map(runRow), medians: cells.map((cell) => ({ ...cell, fits: cell.fits ? 'yes' : 'no' })) },
    figures: { limits: limitTable({ sets: sets.map(({ name }) => name), limits, cells }) },
    findings: sets.map(({ name }) =>
      smallestFit(
        name,
        cells.filter((cell) => cell.set === name),
      ),
    ),
    settings: { image, cpus, bounds, flagSets: sets },
  };
}

function cellOf(runs: readonly LimitRun[]): LimitCell {
  const [first] = runs;
  if (first === undefined) throw new RangeError('no runs');
  // A start that never ended is the longest of all: in a median it counts as such.
  const ready = median(runs.map(({ readySeconds }) => readySeconds ?? Number.MAX_VALUE));
  const middle = (of: (run: LimitRun) => number): number => rounded(median(runs.map(of)), 2);
  const readySeconds = ready > 3600 ? null : rounded(ready, 2);
  const majorFaultsPerSecond = middle((run) => run.majorFaultsPerSecond);
  const costs = runs.map(({ requestCpuMicros }) => requestCpuMicros).filter((cost) => cost !== null);
  return {
    set: first.set,
    limitMegabytes: first.limitMegabytes,
    readySeconds,
    majorFaultsPerSecond,
    settledFaultsPerSecond: middle((run) => run.settledFaultsPerSecond),
    anonymousMebibytes: rounded(middle((run) => run.anonymousBytes) / 1024 / 1024, 1),
    requestCpuMicros: costs.length === 0 ? null : rounded(median(costs), 0),
    fits:
      readySeconds !== null && readySeconds < bounds.readySeconds && majorFaultsPerSecond < bounds.majorFaultsPerSecond,
  };
}

/** The smallest limit from which on every larger one fits, too. */
function smallestFit(set: string, cells: readonly LimitCell[]): Finding {
  const descending = cells.toSorted((a, b) => b.limitMegabytes - a.limitMegabytes);
  const firstMiss = descending.findIndex(({ fits }) => !fits);
  const fitting = firstMiss === -1 ? descending : descending.slice(0, firstMiss);
  const smallest = fitting.at(-1);
  const measure = `${set}: smallest limit that fits`;
  if (smallest === undefined) return { measure, value: null, unit: 'MiB', note: 'none of those tried' };
  const { readySeconds, majorFaultsPerSecond, anonymousMebibytes } = smallest;
  const costs = cells.flatMap(({ requestCpuMicros }) => requestCpuMicros ?? []);
  return {
    measure,
    value: smallest.limitMegabytes,
    unit: 'MiB',
    note: `ready ${readySeconds} s, ${majorFaultsPerSecond} faults/s, anonymous ${anonymousMebibytes} MiB; a request takes ${costs.length === 0 ? 'an unknown time' : `${median(costs)} µs of a core`}`,
  };
}

function runRow(run: LimitRun) {
  return {
    run: run.run,
    flags: run.set,
    limit_mebibytes: run.limitMegabytes,
    read_ahead_kilobytes: run.readAheadKilobytes,
    warm_binary_bytes: run.coldness.warmBytes,
    ready_seconds: run.readySeconds,
    major_faults_per_second: run.majorFaultsPerSecond,
    major_faults_per_second_settled: run.settledFaultsPerSecond,
    anonymous_bytes: run.anonymousBytes,
    file_bytes: run.fileBytes,
    cpu_percent: run.cpuPercent,
    request_cpu_micros: run.requestCpuMicros,
  };
}
