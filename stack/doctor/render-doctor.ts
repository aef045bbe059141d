import type { Paint } from '../paint.ts';
import { wrap } from '../wrap.ts';
import type { Dashboards } from './dashboards.ts';
import { valueFrom } from './fact.ts';
import { type Facts, unchecked } from './facts.ts';
import { type Finding, isAllRight, type Severity, severities } from './finding.ts';
import { inSeconds } from './in-words.ts';

export interface Report {
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly dashboards: Dashboards;
}

export interface RenderOptions {
  /** Of the terminal; narrower than 50 is taken as 50. */
  readonly columns: number;
  readonly paint: Paint;
}

const minColumns = 50;
/** Longer lines are harder to read. */
const maxColumns = 110;
const indent = '    ';

export function renderDoctor(report: Report, { columns, paint }: RenderOptions): string {
  const width = Math.min(maxColumns, Math.max(minColumns, columns)) - indent.length - 1;
  const { facts, findings, dashboards } = report;
  return [
    '',
    ...indented(heading(facts), width, '  ', paint.strong),
    '',
    ...findings.flatMap((finding) => [...renderFinding(finding, width, paint), '']),
    ...verdict(facts, findings, width, paint),
    ...notChecked(facts, width, paint),
    '',
    ...indented('Dashboards from a laptop:', width, '  ', paint.faint),
    `${indent}${dashboards.tunnel}`,
    ...dashboards.links.map((link) => `${indent}${link}`),
    '',
  ].join('\n');
}

const ways = { compose: 'docker compose', native: 'npm start', nothing: 'not running' } as const;

function heading({ mode, project, machine, engine, composeVersion }: Facts): string {
  const { version, cgroupVersion, hostName } = valueFrom(engine) ?? {};
  const compose = valueFrom(composeVersion);
  return [
    `${mode === 'native' ? '' : `${project}, `}${ways[mode]}, on ${hostName || machine.hostName}`,
    ...(machine.model === '' ? [] : [machine.model]),
    ...(version ? [`Docker ${version}`] : []),
    ...(compose ? [`Compose ${compose}`] : []),
    ...(cgroupVersion ? [`cgroup v${cgroupVersion}`] : []),
  ].join(' · ');
}

const marks: Readonly<Record<Severity, string>> = { error: '✗', warning: '!', note: '·' };

function renderFinding({ name, severity, subject, seen, action }: Finding, width: number, paint: Paint): string[] {
  const colour = { error: paint.bad, warning: paint.warning, note: paint.faint }[severity];
  const [first = '', ...rest] = wrap(`${name}${subject === undefined ? '' : `  ${subject}`}`, width);
  return [
    `  ${colour(marks[severity])} ${paint.strong(first)}`,
    ...rest.map((line) => `${indent}${paint.strong(line)}`),
    ...indented(seen, width),
    ...wrap(action, width - 2).map((line, index) => `${indent}${index === 0 ? '→' : ' '} ${line}`),
  ];
}

function verdict(facts: Facts, findings: readonly Finding[], width: number, paint: Paint): string[] {
  const canary = valueFrom(facts.canary);
  const good = (text: string): string[] => marked(paint.good('✓'), text, width);
  const returned =
    canary?.outcome === 'returned'
      ? good(`A point went through the collector into the store and back in ${inSeconds(canary.latencyMillis / 1000)}.`)
      : [];
  if (findings.length === 0) return [...returned, ...good('Nothing to find fault with.')];
  const summary = `${counted(findings)}. Each has a section of its name in docs/runbook.md.`;
  return [...returned, ...(isAllRight(findings) ? good(summary) : marked(paint.bad('✗'), summary, width))];
}

function counted(findings: readonly Finding[]): string {
  return severities
    .map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}${count === 1 ? '' : 's'}`)
    .join(', ');
}

function marked(mark: string, text: string, width: number): string[] {
  return wrap(text, width).map((line, index) => `  ${index === 0 ? mark : ' '} ${line}`);
}

function notChecked(facts: Facts, width: number, paint: Paint): string[] {
  const list = unchecked(facts);
  if (list.length === 0) return [];
  return [
    '',
    ...indented('Could not be looked at:', width, '  ', paint.faint),
    ...list.flatMap(({ what, why }) => indented(`${what}: ${why}`, width, indent, paint.faint)),
  ];
}

function indented(text: string, width: number, margin = indent, paint = (line: string): string => line): string[] {
  return wrap(text, width).map((line) => `${margin}${paint(line)}`);
}
