import type { BenchResult, Finding } from '../benchmark.ts';
import { mebibytes } from '../cold-fit/mebibytes.ts';
import { rounded } from '../statistics.ts';
import { comparisonFigures, cpuPercent, faultsFigure, kilobytesPerMinute } from './figures.ts';
import { componentRows, eventRows, memoryRows, runRow, slotRows } from './report-rows.ts';
import type { CaseRun } from './run-case.ts';
import { type RunSummary, summarize, total } from './summarize.ts';
import { comparedPlans } from './system-plan.ts';

const memoryGoal = { relation: '<=', value: 0.45 } as const;
const systems = comparedPlans.map(({ name }) => name);
const [faulty = '', fixed = '', push = ''] = systems;

export interface Measured {
  /** The three systems in each case. */
  readonly compared: readonly CaseRun[];
  /** The original design with each fault. */
  readonly faults: readonly CaseRun[];
}

export function report({ compared, faults }: Measured, settings: BenchResult['settings']): BenchResult {
  const runs = compared.map(summarize);
  const faultRuns = faults.map(summarize);
  const all = [...compared, ...faults];
  return {
    tables: {
      runs: [...runs, ...faultRuns].map(runRow),
      components: [...runs, ...faultRuns].flatMap(componentRows),
      slots: all.flatMap(slotRows),
      memory: all.flatMap(memoryRows),
      events: all.flatMap(eventRows),
    },
    figures: {
      ...(runs.length > 0 && comparisonFigures(runs)),
      ...(faultRuns.length > 0 && faultsFigure(faultRuns)),
    },
    texts: { 'table.md': table(runs, faultRuns) },
    findings: [...(runs.length > 0 ? comparison(runs) : []), ...faultRuns.map(faultFinding(faultRuns))],
    settings,
  };
}

/** The fixed pull first: against it there is no goal, and whatever comes out is said. */
function comparison(runs: readonly RunSummary[]): Finding[] {
  const of = (system: string): readonly RunSummary[] => runs.filter((run) => run.system === system);
  const calm = (system: string) => runs.find((run) => run.system === system && run.case === 'undisturbed');
  const ratio = (measure: string, over: string, value: (run: RunSummary) => number): Finding[] => {
    const [above, below] = [calm(push), calm(over)];
    if (above === undefined || below === undefined) return [];
    return [
      {
        measure: `${measure}, push / ${over}, undisturbed`,
        value: rounded(value(above) / value(below), 2),
        unit: '(ratio)',
      },
    ];
  };
  const memory = ({ memoryBytes }: RunSummary) => memoryBytes.median;
  const stored = systems.map((system) => `${system} ${total(of(system), (run) => run.stored)}`).join(', ');
  const possible = total(of(push), (run) => run.expected);
  return [
    ...ratio('memory', fixed, memory),
    ...ratio('processor time', fixed, (run) => run.cpuSeconds),
    ...ratio('bytes over the network', fixed, (run) => run.wireBytes),
    ...ratio('bytes written', fixed, (run) => run.writtenBytes),
    {
      measure: 'slots stored by push, all cases',
      value: rounded((total(of(push), (run) => run.stored) / possible) * 100, 2),
      unit: '%',
      note: `of ${possible}: ${stored}`,
    },
    {
      measure: 'cases in which a pull loses and push does not store all',
      value: failedCases(runs).length,
      unit: 'cases',
      goal: { relation: '<', value: 1 },
      note: failedCases(runs).join(', '),
    },
    ...ratio('memory', faulty, memory).map((finding) => ({ ...finding, goal: memoryGoal })),
    ...ratio('processor time', faulty, (run) => run.cpuSeconds),
    ...runs.map((run) => ({
      measure: `${run.case}: ${run.system}`,
      value: rounded((run.stored / run.expected) * 100, 1),
      unit: '% stored',
      note: `${run.stored} of ${run.expected}, late ${run.late}, longest gap ${run.longestGapSeconds} s, highest age ${run.ageSeconds.highest.toFixed(0)} s`,
    })),
  ];
}

function failedCases(runs: readonly RunSummary[]): readonly string[] {
  const names = [...new Set(runs.map((run) => run.case))];
  return names.filter((name) => {
    const [pulls, pushes] = [
      runs.filter((run) => run.case === name && run.system !== push),
      runs.filter((run) => run.case === name && run.system === push),
    ];
    return pulls.some(({ lost }) => lost > 0) && pushes.some(({ lost }) => lost > 0);
  });
}

function faultFinding(runs: readonly RunSummary[]): (run: RunSummary) => Finding {
  const none = runs[0]?.serviceAnonymousBytes.highest ?? 0;
  return (run) => ({
    measure: `fault: ${run.system}`,
    value: rounded(mebibytes(run.serviceAnonymousBytes.highest - none), 1),
    unit: 'MiB more at the highest',
    note: `CPU of the service ${((run.serviceCpuSeconds / run.seconds) * 100).toFixed(2)} %, slowest /sensor ${run.answerMillis?.highest.toFixed(0) ?? '-'} ms, ${kilobytesPerMinute(run, run.wireBytes).toFixed(0)} kB a minute over the network, stored ${run.stored} of ${run.expected}`,
  });
}

/** For people. The raw data beside it has more digits. */
function table(runs: readonly RunSummary[], faultRuns: readonly RunSummary[]): string {
  const head = [
    'case', 'system', 'stored', 'lost', 'late', 'gaps', 'longest gap (s)', 'age of the newest, median / highest (s)', 'memory, median / highest (MiB)',
    'CPU (% of a core)', 'of it the service', 'network (kB/min)', 'written (kB/min)', '/sensor, median / slowest (ms)', 'unanswered',
  ]; // biome-ignore format: a line of a table
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`;
  return [line(head), line(head.map(() => '---')), ...[...runs, ...faultRuns].map((run) => line(tableCells(run)))].join(
    '',
  );
}

function tableCells(run: RunSummary): readonly (string | number)[] {
  const { ageSeconds, memoryBytes, answerMillis } = run;
  return [
    run.case,
    run.system,
    `${run.stored} of ${run.expected}`,
    run.lost,
    run.late,
    run.gaps,
    run.longestGapSeconds,
    `${ageSeconds.median.toFixed(1)} / ${ageSeconds.highest.toFixed(1)}`,
    `${mebibytes(memoryBytes.median)} / ${mebibytes(memoryBytes.highest)}`,
    cpuPercent(run).toFixed(2),
    ((run.serviceCpuSeconds / run.seconds) * 100).toFixed(2),
    kilobytesPerMinute(run, run.wireBytes).toFixed(0),
    kilobytesPerMinute(run, run.writtenBytes).toFixed(0),
    answerMillis === null ? '-' : `${answerMillis.median.toFixed(1)} / ${answerMillis.highest.toFixed(1)}`,
    run.answersFailed,
  ];
}
