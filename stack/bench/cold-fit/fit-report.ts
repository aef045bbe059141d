import type { BenchResult, Finding, Row } from '../benchmark.ts';
import { lineChart } from '../chart/line-chart.ts';
import type { ReadAhead } from '../process/usual-read-ahead.ts';
import { median, rounded } from '../statistics.ts';
import { dashboardQueries, dashboardRange } from './dashboard-queries.ts';
import { limitChart } from './limit-chart.ts';
import { pushIntervalMillis, seriesPerDevice } from './load-points.ts';
import type { Measured } from './measure-scenario.ts';
import { aloneMinutes } from './scenario.ts';
import { bounds, minuteRates, type ServiceFit, serviceFits } from './service-fit.ts';

const mebibytes = (bytes: number): number => rounded(bytes / 1024 / 1024, 1);

export interface FitSettings {
  readonly skipped: readonly string[];
  readonly readAhead: Pick<ReadAhead, 'machineKilobytes' | 'kilobytes'>;
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
      dashboard: { ...dashboardRange, queries: dashboardQueries },
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
    { measure: `${scenario.name}: CPU of all under load`, value: rounded(cpu, 1), unit: '% of a core' },
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
      goal: { relation: '<', value: 1 },
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

function serviceRows(measured: Measured): Row[] {
  return serviceFits(measured).map((fit) => ({
    scenario: measured.scenario.name,
    service: fit.service,
    limit_bytes: fit.limitBytes,
    anonymous_bytes_highest: fit.anonymousBytes,
    active_file_bytes: fit.activeFileBytes,
    file_bytes: fit.fileBytes,
    peak_bytes: fit.peakBytes ?? null,
    ready_seconds: fit.readySeconds,
    major_faults_per_second: rounded(fit.majorFaultsPerSecond, 3),
    file_refaults_per_second: rounded(fit.fileRefaultsPerSecond, 3),
    cpu_percent: rounded(fit.cpuPercent, 2),
    oom_kills: fit.oomKills,
    restarts: fit.restarts,
    fits: fit.fits ? 'yes' : 'no',
  }));
}

function scenarioRow({ scenario, coldness, upSeconds, load, dashboard, loadAverage }: Measured): Row {
  return {
    scenario: scenario.name,
    minutes: scenario.minutes,
    devices: scenario.devices,
    cache_dropped: coldness.dropped ? 'yes' : 'no',
    warm_binary_bytes: coldness.warmBytes,
    up_wait_seconds: upSeconds === null ? null : rounded(upSeconds, 2),
    acknowledged_points: load?.acknowledgedPoints ?? null,
    refused_points: load?.refusedPoints ?? null,
    stored_points: load?.storedPoints ?? null,
    queries: dashboard === undefined ? null : dashboard.millis.length + dashboard.failed,
    queries_failed: dashboard?.failed ?? null,
    query_millis_median:
      dashboard === undefined || dashboard.millis.length === 0 ? null : rounded(median(dashboard.millis), 1),
    query_millis_slowest: dashboard === undefined ? null : rounded(Math.max(0, ...dashboard.millis), 1),
    load_average_highest: rounded(loadAverage, 2),
  };
}

function minuteRows({ scenario, ready, samples }: Measured): Row[] {
  return ready.flatMap((service) =>
    minuteRates(service, samples).map((rate) => ({
      scenario: scenario.name,
      service: service.service,
      minute: rate.minute,
      major_faults_per_second: rate.majorFaultsPerSecond,
      file_refaults_per_second: rate.fileRefaultsPerSecond,
      cpu_percent: rate.cpuPercent,
    })),
  );
}

function sampleRows({ scenario, samples }: Measured): Row[] {
  return samples.map(({ service, seconds, reading, restarts }) => ({
    scenario: scenario.name,
    service,
    seconds_after_ready: rounded(seconds, 1),
    usage_bytes: reading.usageBytes,
    anonymous_bytes: reading.anonymousBytes,
    active_file_bytes: reading.activeFileBytes,
    file_bytes: reading.fileBytes,
    peak_bytes: reading.peakBytes ?? null,
    major_faults: reading.majorFaults,
    file_refaults: reading.fileRefaults,
    cpu_seconds: rounded(reading.cpuSeconds, 3),
    oom_kills: reading.oomKills ?? null,
    restarts,
  }));
}

function memoryFigure(measured: readonly Measured[]): string {
  const rows = (one: Measured) =>
    serviceFits(one).map((fit) => ({
      name: fit.service,
      limit: mebibytes(fit.limitBytes),
      anonymous: mebibytes(fit.anonymousBytes),
      activeFile: mebibytes(fit.activeFileBytes),
      otherFile: mebibytes(Math.max(0, fit.fileBytes - fit.activeFileBytes)),
      note: `ready ${fit.readySeconds === null ? 'never' : `${fit.readySeconds.toFixed(1)} s`}, ${fit.majorFaultsPerSecond.toFixed(2)} faults/s, CPU ${fit.cpuPercent.toFixed(1)} %`,
      fits: fit.fits,
    }));
  const alone = measured.filter(({ scenario }) => scenario.service !== undefined);
  const together = measured.filter(({ scenario }) => scenario.service === undefined);
  return limitChart({
    title: 'Memory of each service against its limit, from a cold page cache, under its stated load',
    unit: 'MiB',
    groups: [
      ...(alone.length === 0 ? [] : [{ name: 'each alone', rows: alone.flatMap(rows) }]),
      ...together.map((one) => ({ name: `${one.scenario.name}, ${one.scenario.devices} devices`, rows: rows(one) })),
    ],
  });
}

function faultFigures(measured: readonly Measured[]): Record<string, string> {
  const together = measured.filter(({ scenario, samples }) => scenario.service === undefined && samples.length > 0);
  return Object.fromEntries(
    together.map(({ scenario, ready, samples }) => [
      `faults-${scenario.name}`,
      lineChart({
        title: `Major faults a second after the start: ${scenario.name}, ${scenario.devices} devices`,
        x: { label: 'after ready', unit: 'minutes' },
        y: { label: 'major faults', unit: '1/s', from: 0 },
        series: ready.map((service) => ({
          name: service.service,
          points: minuteRates(service, samples).map(
            ({ minute, majorFaultsPerSecond }) => [minute, majorFaultsPerSecond] as const,
          ),
        })),
        goal: { value: bounds.majorFaultsPerSecond, label: 'below this it fits' },
      }),
    ]),
  );
}
