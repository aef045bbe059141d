import type { BenchResult } from '../benchmark.ts';
import { lineChart } from '../chart/line-chart.ts';
import { median, rounded } from '../statistics.ts';
import type { UptimeMinute } from './uptime-record.ts';

/** The first and last of these many minutes are compared; a tenth of the whole where that is less than an hour. */
const windowMinutes = 60;
/** Between the begins of two minutes; more means that nobody watched. */
const usualMillis = 90_000;

export function uptimeReport(minutes: readonly UptimeMinute[]): BenchResult {
  const asked = sum(minutes.map((minute) => minute.asked));
  const answered = sum(minutes.map((minute) => minute.answered));
  const memory = minutes.flatMap(({ atMillis, anonymousBytes }) =>
    anonymousBytes === null ? [] : [[atMillis, anonymousBytes / 1e6] as const],
  );
  const window = Math.max(1, Math.min(windowMinutes, Math.floor(memory.length / 10)));
  const megabytes = memory.map(([, value]) => value);
  const growth = memory.length === 0 ? null : median(megabytes.slice(-window)) - median(megabytes.slice(0, window));
  const slowest = minutes.flatMap(({ slowestMillis }) => slowestMillis ?? []);
  const interruptions = gaps(minutes);
  const startMillis = minutes[0]?.atMillis ?? 0;
  return {
    tables: { minutes: minutes.map(row) },
    figures:
      memory.length === 0
        ? {}
        : {
            memory: lineChart({
              title: `Anonymous memory of the sensor over ${(minutes.length / 60).toFixed(1)} h`,
              x: { label: 'time since the first start', unit: 'h' },
              y: { label: 'anonymous memory', unit: 'MB', from: 0 },
              series: [
                { name: 'anonymous', points: memory.map(([at, value]) => [(at - startMillis) / 3_600_000, value]) },
              ],
            }),
          },
    findings: [
      { measure: 'watched', value: rounded(minutes.length / 60, 2), unit: 'h' },
      {
        measure: 'requests answered',
        value: asked === 0 ? null : rounded((answered / asked) * 100, 3),
        unit: '%',
        goal: { relation: '>=', value: 99.9 },
        note: `${answered} of ${asked}`,
      },
      { measure: 'restarts of the service', value: restarts(minutes), unit: 'restarts' },
      {
        measure: 'growth of anonymous memory',
        value: growth === null ? null : rounded(growth, 2),
        unit: 'MB',
        goal: { relation: '<=', value: 2 },
        note: `median of the last ${window} minutes less that of the first ${window}`,
      },
      { measure: 'slowest answer', value: slowest.length === 0 ? null : rounded(Math.max(...slowest), 1), unit: 'ms' },
      {
        measure: 'interruptions of the watch',
        value: interruptions.length,
        unit: 'times',
        note: `${rounded(sum(interruptions) / 60_000, 1)} minutes in which nobody asked`,
      },
    ],
    settings: { url: minutes[0]?.url ?? null, requestsPerSecond: 1, windowMinutes: window },
  };
}

/** Milliseconds of each. */
function gaps(minutes: readonly UptimeMinute[]): readonly number[] {
  return minutes
    .slice(1)
    .map(({ atMillis }, index) => atMillis - (minutes[index]?.atMillis ?? atMillis))
    .filter((millis) => millis > usualMillis)
    .map((millis) => millis - 60_000);
}

/** A service that has been up for less long than a minute before has been started in between. */
function restarts(minutes: readonly UptimeMinute[]): number {
  const uptimes = minutes.flatMap(({ uptimeSeconds }) => uptimeSeconds ?? []);
  return uptimes.filter((seconds, index) => seconds < (uptimes[index - 1] ?? 0)).length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function row(minute: UptimeMinute) {
  return {
    time: new Date(minute.atMillis).toISOString(),
    asked: minute.asked,
    answered: minute.answered,
    latency_median_ms: minute.medianMillis,
    latency_slowest_ms: minute.slowestMillis,
    anonymous_bytes: minute.anonymousBytes,
    uptime_seconds: minute.uptimeSeconds,
  };
}
