import type { BenchResult, Finding } from '../benchmark.ts';
import type { ReadAhead } from '../process/with-read-ahead.ts';
import { median, rounded } from '../statistics.ts';
import { dashboardRange } from './dashboard.ts';
import { faultFigures, memoryFigure } from './fit-figures.ts';
import { minuteRows, sampleRows, scenarioRow, serviceRows } from './fit-tables.ts';
import { pushIntervalMillis, seriesPerDevice } from './load-points.ts';
import type { Measured } from './measure-scenario.ts';
import { mebibytes } from './mebibytes.ts';
import { aloneMinutes } from './scenario.ts';
import { bounds, type ServiceFit, serviceFits } from './service-fit.ts';

export interface FitSettings {
  readonly skipped: readonly string[];
  readonly readAhead: ReadAhead;
}

export function fitReport(measured: readonly Measured[], { skipped, readAhead }: FitSettings): BenchResult {
  return {
    tables: {
      services: measured.flatMap(serviceRows),
      scenarios: measured.map(scenarioRow),
      minutes: measured.flatMap(minuteRows),
      samples: measured.flatMap(sampleRows),
    },
    figures: { memory: memoryFigure(measured), ...faultFigures(measured) },
    findings: measured.flatMap(findingsOf),
    settings: {
      bounds,
      aloneMinutes,
      load: { seriesPerDevice, pushIntervalMillis },
      dashboard: {
        ...dashboardRange,
        queries: 'all panels of victoriametrics/dashboards, another dashboard at each refresh',
      },
      skipped,
      readAheadKilobytes: { measured: readAhead.kilobytes, machine: readAhead.machineKilobytes },
      sensor: 'replays a recording at 240 times its speed',
    },
  };
}

function findingsOf(measured: Measured): readonly Finding[] {
  const { scenario, load, dashboard, upSeconds, upFailure } = measured;
  const fits = serviceFits(measured);
  const findings = fits.flatMap((fit) => serviceFindings(scenario.name, fit, measured));
  if (scenario.service !== undefined) return [...findings, ...loadFindings(scenario.name, measured)];
  const limits = fits.reduce((sum, { limitBytes }) => sum + limitBytes, 0);
  const cpu = fits.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
  findings.push(
    {
      measure: `${scenario.name}: all limits`,
      value: mebibytes(limits),
      unit: 'MiB',
      goal: { relation: '<', value: 300.1 },
    },
    {
      measure: `${scenario.name}: docker compose up --wait`,
      value: upSeconds === null ? null : rounded(upSeconds, 1),
      unit: 's',
      goal: { relation: '<', value: 20 },
      ...(upFailure !== undefined && { note: upFailure }),
    },
    load === undefined
      ? {
          measure: `${scenario.name}: CPU of all at rest`,
          value: rounded(cpu, 2),
          unit: '% of a core',
          goal: { relation: '<', value: 1 },
        }
      : { measure: `${scenario.name}: CPU of all under load`, value: rounded(cpu, 1), unit: '% of a core' },
  );
  if (load !== undefined || dashboard !== undefined) findings.push(...loadFindings(scenario.name, measured));
  return findings;
}

function serviceFindings(scenario: string, fit: ServiceFit, { coldness, scenario: { service } }: Measured): Finding[] {
  const name = service === undefined ? `${scenario}/${fit.service}` : `${fit.service} alone`;
  const warm = coldness.warmBytes === 0 ? '' : `cache not known to be cold (${coldness.warmBytes ?? 'no answer'})`;
  return [
    {
      measure: `${name}: ready`,
      value: fit.readySeconds === null ? null : rounded(fit.readySeconds, 2),
      unit: 's',
      goal: { relation: '<', value: bounds.readySeconds },
      ...(warm !== '' && { note: warm }),
    },
    {
      measure: `${name}: major faults after`,
      value: rounded(fit.majorFaultsPerSecond, 2),
      unit: '/s',
      goal: { relation: '<', value: bounds.majorFaultsPerSecond },
    },
    {
      measure: `${name}: major faults in the worst minute from the second on`,
      value: rounded(fit.worstMinuteFaultsPerSecond, 2),
      unit: '/s',
      goal: { relation: '<', value: bounds.majorFaultsPerSecond },
    },
    {
      measure: `${name}: OOM kills and restarts`,
      value: fit.oomKills + fit.restarts,
      unit: '',
      goal: { relation: '<', value: 1 },
    },
    {
      measure: `${name}: anonymous, highest`,
      value: mebibytes(fit.anonymousBytes),
      unit: 'MiB',
      note: `of ${mebibytes(fit.limitBytes)}; ${mebibytes(fit.activeFileBytes)} active file, CPU ${rounded(fit.cpuPercent, 1)} %`,
    },
  ];
}

function loadFindings(name: string, { load, dashboard, scenario }: Measured): Finding[] {
  const findings: Finding[] = [];
  if (load !== undefined) {
    const { acknowledgedPoints, refusedPoints, storedPoints } = load;
    const lost = storedPoints === null ? null : acknowledgedPoints - storedPoints;
    const hasStore = scenario.service !== 'otel-collector';
    findings.push({
      measure: `${name}: lost of ${acknowledgedPoints} acknowledged points`,
      value: lost,
      unit: 'points',
      ...(hasStore && { goal: { relation: '<', value: 1 } as const }),
      note: [
        `${refusedPoints} refused while it started`,
        ...(storedPoints === null ? [hasStore ? 'the store did not answer' : 'alone: they stay in its queue'] : []),
      ].join('; '),
    });
  }
  if (dashboard !== undefined) {
    const { millis, failed, lastFailure } = dashboard;
    findings.push({
      measure: `${name}: dashboard queries that failed`,
      value: failed,
      unit: `of ${failed + millis.length}`,
      goal: { relation: '<', value: 1 },
      note: lastFailure ?? `median ${Math.round(median(millis))} ms, slowest ${Math.round(Math.max(...millis))} ms`,
    });
  }
  return findings;
}
