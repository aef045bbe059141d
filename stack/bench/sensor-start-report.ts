import type { BenchResult, Finding } from './benchmark.ts';
import { dotChart } from './chart/dot-chart.ts';
import { rounded, spread } from './statistics.ts';

export interface StartCase {
  readonly variant: 'bundle' | 'type stripping';
  /** Within the memory limit of the device's sensor. */
  readonly limited: boolean;
}

export interface Start extends StartCase {
  readonly run: number;
  readonly cold: boolean;
  /** Null: not ready within the timeout. */
  readonly readyMillis: number | null;
  readonly anonymousBytes: number;
  readonly fileBytes: number;
  readonly majorFaults: number;
  readonly majorFaultsPerSecondAfter: number;
}

type Measure = (start: Start) => number | null;

export function reportStarts(
  starts: readonly Start[],
  cases: readonly StartCase[],
  { timeoutMillis, limitBytes }: { readonly timeoutMillis: number; readonly limitBytes: number },
): Omit<BenchResult, 'settings'> {
  const limit = `${limitBytes / 1024 ** 2} MiB`;
  const nameOf = ({ variant, limited }: StartCase): string => `${variant}, ${limited ? limit : 'no limit'}`;
  const of = ({ variant, limited }: StartCase): readonly Start[] =>
    starts.filter((start) => start.variant === variant && start.limited === limited);
  const finding = (what: string, unit: string, digits: number, measure: Measure): Finding[] =>
    cases.map((one) => ({
      measure: `${nameOf(one)}: ${what}`,
      unit,
      ...value(of(one).map(measure), digits),
      ...late(of(one), timeoutMillis),
    }));
  const cache = starts.every(({ cold }) => cold) ? 'cold' : 'warm';
  const figure = (title: string, label: string, unit: string, measure: Measure): string =>
    dotChart({
      title: `${title}, from a ${cache} cache`,
      x: { label, unit, from: 0 },
      groups: cases.map((one) => {
        const values = of(one)
          .map(measure)
          .filter((known) => known !== null);
        return { name: nameOf(one), values, median: spread(values)?.median, ...late(of(one), timeoutMillis) };
      }),
    });
  return {
    tables: { starts: starts.map((start) => row(start, limit)) },
    figures: {
      time: figure('Time from spawn to the first 200 of /readyz', 'time', 'ms', ({ readyMillis }) => readyMillis),
      memory: figure(
        'Anonymous memory 10 s after the start',
        'anonymous memory',
        'MB',
        (start) => start.anonymousBytes / 1e6,
      ),
    },
    findings: [
      ...finding('spawn to ready', 'ms', 0, ({ readyMillis }) => readyMillis),
      ...finding('anonymous memory 10 s later', 'MB', 1, ({ anonymousBytes }) => anonymousBytes / 1e6),
      ...finding('major faults until ready', 'faults', 0, ({ majorFaults }) => majorFaults),
      ...finding('major faults in the 10 s after', 'faults/s', 1, (start) => start.majorFaultsPerSecondAfter),
    ],
  };
}

function value(values: readonly (number | null)[], digits: number): Pick<Finding, 'value' | 'range'> {
  const found = spread(values);
  if (found === undefined) return { value: null };
  return {
    value: rounded(found.median, digits),
    range: [rounded(found.range[0], digits), rounded(found.range[1], digits)],
  };
}

/** What the median of the others would hide. */
function late(starts: readonly Start[], timeoutMillis: number): { note?: string } {
  const count = starts.filter(({ readyMillis }) => readyMillis === null).length;
  return count === 0 ? {} : { note: `${count} of ${starts.length} not ready within ${timeoutMillis / 1000} s` };
}

function row(start: Start, limit: string): Record<string, string | number | null> {
  return {
    run: start.run,
    variant: start.variant,
    limit: start.limited ? limit : 'none',
    cache: start.cold ? 'cold' : 'warm',
    ready_ms: start.readyMillis,
    anonymous_bytes: start.anonymousBytes,
    file_bytes: start.fileBytes,
    major_faults_until_ready: start.majorFaults,
    major_faults_per_second_after: start.majorFaultsPerSecondAfter,
  };
}
