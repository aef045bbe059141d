import type { Row } from '../benchmark.ts';
import { median, rounded } from '../statistics.ts';
import type { Measured } from './measure-scenario.ts';
import { minuteRates, serviceFits } from './service-fit.ts';

export function serviceRows(measured: Measured): Row[] {
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
    major_faults_per_second_worst_minute: rounded(fit.worstMinuteFaultsPerSecond, 3),
    file_refaults_per_second: rounded(fit.fileRefaultsPerSecond, 3),
    cpu_percent: rounded(fit.cpuPercent, 2),
    oom_kills: fit.oomKills,
    restarts: fit.restarts,
    fits: fit.fits ? 'yes' : 'no',
  }));
}

export function scenarioRow({ scenario, coldness, upSeconds, load, dashboard, loadAverage }: Measured): Row {
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

export function minuteRows({ scenario, ready, samples }: Measured): Row[] {
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

export function sampleRows({ scenario, samples }: Measured): Row[] {
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
