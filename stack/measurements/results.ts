import type { Benchmark } from '../bench/benchmark.ts';
import type { Conditions } from '../bench/conditions.ts';
import type { Findings } from './findings.ts';
import { notMeasuredText } from './headline.ts';
import type { Measured } from './read-measured.ts';
import { resultTexts } from './result-texts.ts';
import { hasGoal, isMissed, shown, shownGoal } from './shown.ts';
import { markdownTable } from './table.ts';

const head = ['question', 'result', 'goal', 'figures', 'command', 'versions', 'machine', 'date'];

/** One line for each benchmark that there is, in their order. */
export function resultsTable(benchmarks: readonly Benchmark[], measured: ReadonlyMap<string, Measured>): string {
  return markdownTable(
    head,
    benchmarks.map((benchmark) => row(benchmark, measured.get(benchmark.name))),
  );
}

function row({ name, answers }: Benchmark, measured: Measured | undefined): readonly string[] {
  if (measured === undefined)
    return [answers, notMeasuredText(name), '-', '-', `\`npm run bench -- ${name}\``, '-', '-', '-'];
  const { findings, conditions, figures } = measured;
  return [
    answers,
    resultTexts[name]?.(findings) ?? allOf(findings),
    goalsText(findings),
    [`[data](${name})`, ...figures.map((figure) => `[${figure.replace('.svg', '')}](${name}/${figure})`)].join(', '),
    each(conditions, ({ command }) => `\`${command}\``),
    each(conditions, versionsText),
    each(conditions, machineText),
    each(conditions, ({ date }) => date.slice(0, 10)),
  ];
}

/** Of the whole and of each part that was measured again, once where they are alike. */
function each(conditions: Measured['conditions'], text: (one: Conditions) => string): string {
  return [...new Set(conditions.map(text))].join('; then ');
}

function allOf({ list }: Findings): string {
  return list.map((finding) => `${finding.measure}: ${shown(finding)}`).join('; ');
}

/** Every goal counts, also one that the result's text does not speak of. */
function goalsText({ list }: Findings): string {
  const goals = list.filter(hasGoal);
  const [only] = goals;
  if (only === undefined) return 'none';
  if (goals.length === 1) return shownGoal(only);
  const missed = goals
    .filter(isMissed)
    .map((finding) => `${finding.measure}: ${shown(finding)}, ${shownGoal(finding)}`);
  return missed.length === 0
    ? `all ${goals.length} met`
    : `${goals.length - missed.length} of ${goals.length} met; ${missed.join('; ')}`;
}

/** With the short names that people use. Runs of before they were recorded lack some. */
const versionNames: Readonly<Record<string, string>> = {
  node: 'Node',
  koa: 'koa',
  '@opentelemetry/sdk-metrics': 'OpenTelemetry JS',
  collector: 'collector',
  victoriametrics: 'VictoriaMetrics',
};

function versionsText({ versions, commit }: Conditions): string {
  const known = Object.entries(versionNames).filter(([name]) => versions[name] !== undefined);
  const [hash = '', dirty] = (commit ?? '').split('-');
  const from = hash === '' ? [] : [`commit ${hash.slice(0, 10)}${dirty === undefined ? '' : ' and changes'}`];
  return [...known.map(([name, title]) => `${title} ${versions[name]}`), ...from].join(', ');
}

function machineText({ cpu, kernel, memoryMegabytes }: Conditions): string {
  const [, version = kernel, architecture = ''] = /^(\S+ [\d.]+)\S* (\S+)$/.exec(kernel) ?? [];
  return `${cpu.count} cores ${architecture} (${cpu.model}), ${Math.round(memoryMegabytes / 1000)} GB, ${version}`;
}
