import type { Finding } from '../bench/benchmark.ts';
import type { Findings } from './findings.ts';
import { notMeasured } from './not-measured.ts';
import type { Measured } from './read-measured.ts';
import { faultyText, fitText, ratiosToFixedPull, requestsText, resultTexts, storedText } from './result-texts.ts';
import { hasGoal, shown, shownGoal } from './shown.ts';
import { markdownTable } from './table.ts';

export interface HeadlineRow {
  readonly question: string;
  readonly benchmark: string;
  measured(findings: Findings): string;
  /** Those that the question is about; none: there is no goal, and the number is said all the same. */
  goals(findings: Findings): readonly Finding[];
}

/** What somebody wants to know first. The order is that of the table. */
export const headlineRows: readonly HeadlineRow[] = [
  {
    question: 'What does push cost against a pull without the faults of the original design, undisturbed?',
    benchmark: 'pull-vs-push',
    measured: ratiosToFixedPull,
    goals: () => [],
  },
  {
    question:
      'Does push store everything where a pull loses something (slow or cut network, short of CPU, asleep, store away)?',
    benchmark: 'pull-vs-push',
    measured: (findings) => `push stored ${storedText(findings)}`,
    goals: (findings) => [findings.one('cases in which a pull loses and push does not store all')],
  },
  {
    question: 'What does push cost against the original design, undisturbed?',
    benchmark: 'pull-vs-push',
    measured: faultyText,
    goals: (findings) => [findings.one('memory, push / faulty pull, undisturbed')],
  },
  {
    question:
      'Does every service fit its limit from a cold page cache? lean (10 devices) and hub (100), 10 minutes, under load',
    benchmark: 'cold-fit',
    measured: (findings) => fitText(findings, /^(?:lean|hub)/),
    goals: (findings) =>
      findings.each(/^(lean|hub)(\/[^:]+: (ready|major faults .*)|: lost of \d+ acknowledged points)$/),
  },
  {
    question: 'Processor time of all services of the lean variant together, while nobody else pushes and nobody looks',
    benchmark: 'cold-fit',
    measured: (findings) => shown(findings.one('idle: CPU of all at rest')),
    goals: (findings) => [findings.one('idle: CPU of all at rest')],
  },
  {
    question: '`docker compose up -d --wait`, cold: lean, hub',
    benchmark: 'cold-fit',
    measured: (findings) =>
      ['lean', 'hub'].map((variant) => shown(findings.one(`${variant}: docker compose up --wait`))).join(', '),
    goals: (findings) => findings.each(/^(lean|hub): docker compose up --wait$/),
  },
  {
    question:
      'Is more lost than is documented? 40 faults on the real components within their limits: kills, stops, outages, full disks, damaged files, wrong clocks',
    benchmark: 'faults',
    measured: (findings) => textOf('faults', findings),
    goals: (findings) => [
      findings.one(/^rounds that were not as the documents say/),
      findings.one('pushes stored twice'),
      findings.one('from the end of a fault to fresh data, slowest'),
      findings.one('slowest drain of a backlog'),
    ],
  },
  {
    question: 'GET /sensor with all instrumentation against without, requests/s on one core',
    benchmark: 'http-overhead',
    measured: (findings) => textOf('http-overhead', findings),
    goals: (findings) => findings.each(/requests\/s, instrumented \/ bare$/),
  },
  {
    question: 'Idle sensor: CPU, anonymous memory after 10 minutes',
    benchmark: 'idle',
    measured: (findings) => textOf('idle', findings),
    goals: (findings) => [findings.one('CPU after the first minute'), findings.one('anonymous memory at the end')],
  },
  {
    question: 'Growth of memory over 10,000 requests and 1,000 pushes',
    benchmark: 'growth',
    measured: (findings) => shown(findings.one('growth')),
    goals: (findings) => [findings.one('growth')],
  },
  {
    question:
      "The original design's test: 600 requests of /sensor at one a second (it had a mean of 85 ms, 120 at most)",
    benchmark: 'requests',
    measured: (findings) => requestsText(findings, '1 a second'),
    goals: (findings) => [
      findings.one(/requests, 1 a second: answered$/),
      findings.one(/requests, 1 a second: 99th percentile$/),
    ],
  },
  {
    question: 'Disk, and the time of every dashboard panel over 7 days',
    benchmark: 'scaling',
    measured: (findings) => textOf('scaling', findings),
    goals: (findings) => [
      findings.one('disk: recorded, the last digit flickers'),
      findings.one(/^queries: slowest panel/),
      findings.one('queries: panels that failed'),
    ],
  },
  {
    question: '`npm start -- --once`, binaries cached',
    benchmark: 'start-once',
    measured: (findings) => shown(findings.one('start to exit 0')),
    goals: (findings) => [findings.one('start to exit 0')],
  },
];

function textOf(benchmark: string, findings: Findings): string {
  return resultTexts[benchmark]?.(findings) ?? '';
}

/** @param measured by benchmark; one that is not there was never run. */
export function headlineTable(measured: ReadonlyMap<string, Measured>): string {
  const rows = headlineRows.map((row) => [
    row.question,
    ...cells(row, measured.get(row.benchmark)),
    `\`${row.benchmark}\``,
  ]);
  return markdownTable(['question', 'measured', 'goal', '`npm run bench --`'], rows);
}

function cells(row: HeadlineRow, measured: Measured | undefined): readonly string[] {
  if (measured === undefined) return [notMeasuredText(row.benchmark), '-'];
  const goals = row.goals(measured.findings).filter(hasGoal).map(shownGoal);
  return [row.measured(measured.findings), goals.length === 0 ? 'none' : [...new Set(goals)].join(', ')];
}

export function notMeasuredText(benchmark: string): string {
  return `not measured yet: ${notMeasured[benchmark] ?? 'nobody has said why'}`;
}
