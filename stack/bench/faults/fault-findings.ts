import { componentIds } from '../../faults/memory-watch.ts';
import type { Phase } from '../../faults/phase.ts';
import { isKept, type Round } from '../../faults/scenario.ts';
import type { ComponentId } from '../../native/commands.ts';
import type { Finding } from '../benchmark.ts';
import { median, range, rounded } from '../statistics.ts';
import type { MatrixRow } from './run-matrix.ts';

/** Two push intervals of a device. Its wait for the next push is up to 15 s instead of 1, but falls into the same time as the collector's next attempt and the backlog. */
const freshGoalSeconds = 30;
const timesRealTimeGoal = 20;

/** How many times faster a backlog was delivered than a device had made it; null where there was none. */
export function timesRealTime({ backlogSeconds, drainSeconds }: Round): number | null {
  if (backlogSeconds === null || drainSeconds === null || drainSeconds <= 0) return null;
  return Math.round(backlogSeconds / drainSeconds);
}

export function faultsPerSecond({ seconds, majorFaults }: Phase, id: ComponentId): number {
  return rounded(majorFaults[id] / seconds, 2);
}

export function matrixFindings(rows: readonly MatrixRow[]): readonly Finding[] {
  return [
    ...countFindings(rows),
    ...timeFindings(rows),
    ...componentIds.map((id) => memoryFinding(id, rows)),
    ...componentIds.flatMap((id) => faultFindings(id, rows)),
  ];
}

function countFindings(rows: readonly MatrixRow[]): readonly Finding[] {
  const rounds = rows.flatMap((row) => row.rounds);
  const none = { relation: '<', value: 1 } as const;
  const count = (measure: string, unit: string, value: number): Finding => ({ measure, value, unit, goal: none });
  const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
  const kills = rows.flatMap(({ use }) => componentIds.map((id) => use?.[id].oomKills ?? 0));
  return [
    count(
      `rounds that were not as the documents say, of ${rounds.length}`,
      'rounds',
      rounds.filter((round) => !isKept(round)).length,
    ),
    count('pushes stored twice', 'pushes', sum(rounds.map(({ duplicated }) => duplicated))),
    count('scenarios that did not end', 'scenarios', rows.filter(({ failure }) => failure !== undefined).length),
    count('processes killed for want of memory', 'processes', sum(kills)),
  ];
}

function timeFindings(rows: readonly MatrixRow[]): readonly Finding[] {
  const fresh = rows.flatMap(({ scenario, rounds }) =>
    rounds.flatMap(({ freshSeconds }) => (freshSeconds === null ? [] : { name: scenario.name, value: freshSeconds })),
  );
  const drains = rows.flatMap(({ scenario, rounds }) =>
    rounds.flatMap((round) => {
      const value = timesRealTime(round);
      return value === null ? [] : { name: scenario.name, value };
    }),
  );
  const slowestFresh = fresh.toSorted((a, b) => b.value - a.value)[0];
  const slowestDrain = drains.toSorted((a, b) => a.value - b.value)[0];
  const seconds = fresh.map(({ value }) => value);
  const note = 'at a push a second; the store is told to show new rows at once, which otherwise takes up to 2 s more';
  return [
    ...(slowestFresh === undefined
      ? []
      : [
          {
            measure: 'from the end of a fault to fresh data, median',
            value: rounded(median(seconds), 1),
            unit: 's',
            note,
          },
          {
            measure: 'from the end of a fault to fresh data, slowest',
            value: rounded(slowestFresh.value, 1),
            unit: 's',
            range: range(seconds),
            goal: { relation: '<=', value: freshGoalSeconds } as const,
            note: `in ${slowestFresh.name}; two push intervals of a device`,
          },
        ]),
    ...(slowestDrain === undefined
      ? []
      : [
          {
            measure: 'slowest drain of a backlog',
            value: slowestDrain.value,
            unit: 'times real time',
            goal: { relation: '>=', value: timesRealTimeGoal } as const,
            note: `in ${slowestDrain.name}; pushes of 15 s`,
          },
        ]),
  ];
}

function memoryFinding(id: ComponentId, rows: readonly MatrixRow[]): Finding {
  const ofPeak = (row: MatrixRow): number => row.peakBytes?.[id] ?? 0;
  const highest = rows.toSorted((a, b) => ofPeak(b) - ofPeak(a))[0];
  const limit = highest?.use?.[id].limitBytes;
  return {
    measure: `highest anonymous memory of ${id}`,
    value: highest === undefined ? null : rounded(ofPeak(highest) / 1e6, 1),
    unit: 'MB',
    ...(limit !== undefined && { goal: { relation: '<', value: rounded(limit / 1e6, 1) } as const }),
    note: highest === undefined ? '' : `in ${highest.scenario.name}`,
  };
}

interface Rate {
  readonly where: string;
  readonly perSecond: number;
}

/** Apart: while a backlog drains, each of its pages is read from the file for the first time. */
function faultFindings(id: ComponentId, rows: readonly MatrixRow[]): readonly Finding[] {
  const rates = (draining: boolean): readonly Rate[] =>
    rows.flatMap(({ scenario, rounds }) =>
      rounds.flatMap(({ phases = [] }) =>
        phases
          .filter(({ name }) => (name === 'draining') === draining)
          .map((phase) => ({ where: `${scenario.name}, ${phase.name}`, perSecond: faultsPerSecond(phase, id) })),
      ),
    );
  const finding = (measure: string, from: readonly Rate[]): readonly Finding[] => {
    const highest = from.toSorted((a, b) => b.perSecond - a.perSecond)[0];
    return highest === undefined
      ? []
      : [{ measure, value: highest.perSecond, unit: 'per second', note: `in ${highest.where}` }];
  };
  return [
    ...finding(`major faults of ${id} in a steady state`, rates(false)).map((each) => ({
      ...each,
      goal: { relation: '<', value: 1 } as const,
    })),
    ...finding(`major faults of ${id} while a backlog drains`, rates(true)),
  ];
}
