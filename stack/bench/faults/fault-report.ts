import { componentIds } from '../../faults/memory-watch.ts';
import type { Round } from '../../faults/scenario.ts';
import type { Row } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { median, range, rounded } from '../statistics.ts';
import { faultsPerSecond, timesRealTime } from './fault-findings.ts';
import type { MatrixRow } from './run-matrix.ts';

export function roundRows(rows: readonly MatrixRow[]): readonly Row[] {
  return rows.flatMap(({ scenario, rounds }) =>
    rounds.map((round, index) => ({
      scenario: scenario.name,
      round: index + 1,
      variant: round.variant,
      pushes: round.pushes,
      lost: round.lost,
      allowed_lost: round.allowedLost,
      duplicated: round.duplicated,
      fresh_s: rounded3(round.freshSeconds),
      drained_s: rounded3(round.drainSeconds),
      backlog_s: rounded3(round.backlogSeconds),
      times_real_time: timesRealTime(round),
      note: round.note,
      problem: round.problem,
    })),
  );
}

/** Major faults by themselves, of the parts of a scenario in which they were counted. */
export function phaseRows(rows: readonly MatrixRow[]): readonly Row[] {
  return rows.flatMap(({ scenario, rounds }) =>
    rounds.flatMap(({ phases = [] }, index) =>
      phases.map((phase) => ({
        scenario: scenario.name,
        round: index + 1,
        phase: phase.name,
        seconds: rounded(phase.seconds, 1),
        ...Object.fromEntries(componentIds.map((id) => [`${id}_major_faults`, phase.majorFaults[id]])),
        ...Object.fromEntries(componentIds.map((id) => [`${id}_major_faults_per_s`, faultsPerSecond(phase, id)])),
      })),
    ),
  );
}

export function scenarioRows(rows: readonly MatrixRow[]): readonly Row[] {
  return rows.map(({ scenario, seconds, rounds, peakBytes, failure, use }) => ({
    scenario: scenario.name,
    rounds: rounds.length,
    seconds: Math.round(seconds),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_anonymous_mb`, megabytes(peakBytes?.[id])])),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_limit_mb`, megabytes(use?.[id].limitBytes)])),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_major_faults`, use?.[id].majorFaults ?? null])),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_oom_kills`, use?.[id].oomKills ?? null])),
    failure: failure ?? '',
  }));
}

/** One row per scenario, for people. */
export function matrixTable(rows: readonly MatrixRow[]): string {
  const head = [
    'fault',
    'rounds',
    'pushes',
    'lost',
    'may be lost',
    'fresh data after (s)',
    'all there after (s)',
    'times real time',
    'anonymous MB of the limit: store, collector, sensor',
  ];
  const lines = rows.map((row) => {
    const { scenario, rounds, failure } = row;
    const sum = (value: (round: Round) => number): number => rounds.reduce((total, round) => total + value(round), 0);
    const lost = `${sum((round) => round.lost)}`;
    return [
      scenario.fault,
      rounds.length,
      sum((round) => round.pushes),
      failure === undefined ? lost : `${lost}; ${failure.split('\n')[0]}`,
      scenario.promise,
      spreadOf(rounds.map(({ freshSeconds }) => freshSeconds)),
      spreadOf(rounds.map(({ drainSeconds }) => drainSeconds)),
      spreadOf(rounds.map(timesRealTime), 0),
      componentIds.map((id) => peakOf(row, id)).join(', '),
    ];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Median and range; a dash where there is nothing. */
function spreadOf(values: readonly (number | null)[], digits = 1): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '-';
  const [lowest, highest] = range(known).map((each) => rounded(each, digits));
  const middle = rounded(median(known), digits);
  return lowest === highest ? `${middle}` : `${middle} (${lowest}-${highest})`;
}

function peakOf({ peakBytes, use }: MatrixRow, id: (typeof componentIds)[number]): string {
  const peak = megabytes(peakBytes?.[id]) ?? '-';
  const limit = megabytes(use?.[id].limitBytes);
  return limit === null ? `${peak}` : `${peak} of ${limit}`;
}

export function freshFigure(rows: readonly MatrixRow[]): string {
  return dotChart({
    title: 'From the end of a fault to a stored sample that was taken after it',
    x: { label: 'at a push a second', unit: 's', from: 0 },
    groups: rows.map(({ scenario, rounds }) => {
      const values = rounds.flatMap(({ freshSeconds }) => freshSeconds ?? []);
      return { name: scenario.name, values, median: values.length === 0 ? undefined : median(values) };
    }),
  });
}

function megabytes(bytes: number | undefined): number | null {
  return bytes === undefined ? null : rounded(bytes / 1e6, 1);
}

function rounded3(seconds: number | null): number | null {
  return seconds === null ? null : rounded(seconds, 3);
}
