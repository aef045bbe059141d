import { componentIds } from '../../faults/memory-watch.ts';
import { isKept, type Round } from '../../faults/scenario.ts';
import type { ComponentId } from '../../native/commands.ts';
import type { Finding, Row } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { median, range, rounded } from '../statistics.ts';
import type { MatrixRow } from './run-matrix.ts';

export function roundRows(rows: readonly MatrixRow[]): readonly Row[] {
  return rows.flatMap(({ scenario, result }) =>
    (result?.rounds ?? []).map((round, index) => ({
      scenario: scenario.name,
      round: index + 1,
      variant: round.variant,
      pushes: round.pushes,
      lost: round.lost,
      allowed_lost: round.allowedLost,
      duplicated: round.duplicated,
      fresh_s: rounded3(round.freshSeconds),
      drained_s: rounded3(round.drainSeconds),
      note: round.note,
    })),
  );
}

export function scenarioRows(rows: readonly MatrixRow[]): readonly Row[] {
  return rows.map(({ scenario, seconds, result, failure, use }) => ({
    scenario: scenario.name,
    rounds: result?.rounds.length ?? 0,
    seconds: Math.round(seconds),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_anonymous_mb`, megabytes(result?.peakBytes[id])])),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_major_faults`, use?.[id].majorFaults ?? null])),
    ...Object.fromEntries(componentIds.map((id) => [`${id}_oom_kills`, use?.[id].oomKills ?? null])),
    failure: failure ?? '',
  }));
}

export function matrixFindings(rows: readonly MatrixRow[]): readonly Finding[] {
  const rounds = rows.flatMap(({ result }) => result?.rounds ?? []);
  const none = { relation: '<', value: 1 } as const;
  const count = (measure: string, unit: string, value: number): Finding => ({ measure, value, unit, goal: none });
  const broken = rounds.filter((round) => !isKept(round)).length;
  const duplicated = rounds.reduce((sum, round) => sum + round.duplicated, 0);
  const kills = rows.flatMap(({ use }) => componentIds.map((id) => use?.[id].oomKills ?? 0));
  return [
    count(`rounds in which more was lost than the documents say, of ${rounds.length}`, 'rounds', broken),
    count('pushes stored twice', 'pushes', duplicated),
    count('scenarios that did not end', 'scenarios', rows.filter(({ failure }) => failure !== undefined).length),
    count(
      'processes killed for want of memory',
      'processes',
      kills.reduce((sum, each) => sum + each, 0),
    ),
    ...componentIds.map((id) => memoryFinding(id, rows)),
    ...timeFindings(rounds),
  ];
}

function memoryFinding(id: ComponentId, rows: readonly MatrixRow[]): Finding {
  const ofPeak = (row: MatrixRow): number => row.result?.peakBytes[id] ?? 0;
  const highest = rows.toSorted((a, b) => ofPeak(b) - ofPeak(a))[0];
  const limit = megabytes(highest?.use?.[id].limitBytes);
  return {
    measure: `highest anonymous memory of ${id}`,
    value: megabytes(highest && ofPeak(highest)),
    unit: 'MB',
    ...(limit !== null && { goal: { relation: '<', value: limit } }),
    note: highest === undefined ? '' : `in ${highest.scenario.name}`,
  };
}

function timeFindings(rounds: readonly Round[]): readonly Finding[] {
  const fresh = rounds.flatMap(({ freshSeconds }) => freshSeconds ?? []);
  if (fresh.length === 0) return [];
  const note = 'at a push a second; the wait for the next one included';
  return [
    {
      measure: 'from the end of a fault to fresh data',
      value: rounded(median(fresh), 1),
      unit: 's',
      range: range(fresh),
      note,
    },
  ];
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
    'anonymous MB: store, collector, sensor',
  ];
  const lines = rows.map(({ scenario, result, failure }) => {
    const rounds = result?.rounds ?? [];
    const sum = (value: (round: Round) => number): number => rounds.reduce((total, round) => total + value(round), 0);
    const fresh = rounds.flatMap(({ freshSeconds }) => freshSeconds ?? []);
    const peaks = componentIds.map((id) => megabytes(result?.peakBytes[id]) ?? '-').join(', ');
    const lost = failure === undefined ? `${sum((round) => round.lost)}` : failure.split('\n')[0];
    const times =
      fresh.length === 0
        ? '-'
        : `${rounded(median(fresh), 1)} (${range(fresh)
            .map((each) => rounded(each, 1))
            .join('-')})`;
    return [scenario.fault, rounds.length, sum((round) => round.pushes), lost, scenario.promise, times, peaks];
  });
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function freshFigure(rows: readonly MatrixRow[]): string {
  return dotChart({
    title: 'From the end of a fault to a stored sample that was taken after it',
    x: { label: 'at a push a second', unit: 's', from: 0 },
    groups: rows.map(({ scenario, result }) => {
      const values = (result?.rounds ?? []).flatMap(({ freshSeconds }) => freshSeconds ?? []);
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
