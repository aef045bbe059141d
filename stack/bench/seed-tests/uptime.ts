import { join } from 'node:path';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import { StackError } from '../../stack-error.ts';
import { sumOfCounter } from '../../victoriametrics-client.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { median, rounded } from '../statistics.ts';
import { askAtRate, realPace } from './ask-at-rate.ts';
import type { UptimeMinute } from './uptime-record.ts';
import { uptimeReport } from './uptime-report.ts';
import { watchUptime } from './watch-uptime.ts';

const defaultUrl = 'http://127.0.0.1:8000';
const timeoutMillis = 10_000;

export const uptime: Benchmark = {
  name: 'uptime',
  answers: 'Does a sensor that runs on this device answer for 24 hours, and does its memory stay where it is?',
  takes:
    '24 hours (--minutes); Ctrl-C writes the report of what was watched so far, and started again it goes on where it was',
  needs: 'a running sensor, at BENCH_SENSOR_URL or http://127.0.0.1:8000 (npm start, docker compose up)',
  options: { minutes: 1440 },
  reportsWhenStopped: true,
  run: runUptime,
};

async function runUptime({ root, progress, number, stopSignal }: BenchContext): Promise<BenchResult> {
  const url = sensorUrl(process.env['BENCH_SENSOR_URL'] ?? defaultUrl);
  const minutes = number('minutes');
  if ((await selfReport(url)).uptimeSeconds === null)
    throw new StackError('ERR_UNAVAILABLE', `no sensor answers at ${url}/metrics: start one, or set BENCH_SENSOR_URL`);
  const step = progress.step(`uptime of ${url}: ${minutes} minutes`);
  const done = await watchUptime(
    { url, minutes, file: join(root, 'dist/uptime.jsonl') },
    {
      watchMinute: (signal) => watchMinute(url, signal),
      pace: realPace,
      stopSignal,
      onMinute: (all) => step.detail(`${all.length} of ${minutes} minutes watched`),
    },
  );
  step.done();
  return uptimeReport(done);
}

/** Without what may be a secret: it goes into the record and the report. */
function sensorUrl(text: string): string {
  if (!URL.canParse(text)) throw new StackError('ERR_USAGE', `BENCH_SENSOR_URL must be an address, got ${text}`);
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname}`.replace(/\/$/, '');
}

async function watchMinute(url: string, signal: AbortSignal): Promise<UptimeMinute> {
  const atMillis = Date.now();
  const rate = { count: 60, perSecond: 1 };
  const { millis } = await askAtRate(`${url}/sensor`, rate, { signal });
  return {
    url,
    atMillis,
    asked: rate.count,
    answered: millis.length,
    medianMillis: millis.length === 0 ? null : rounded(median(millis), 2),
    slowestMillis: millis.length === 0 ? null : rounded(Math.max(...millis), 2),
    ...(await selfReport(url)),
  };
}

async function selfReport(url: string): Promise<Pick<UptimeMinute, 'anonymousBytes' | 'uptimeSeconds'>> {
  const text = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(timeoutMillis) }).then(
    (response) => response.text(),
    () => '',
  );
  // A sum of nothing is 0, which neither of them ever is.
  const value = (name: string): number | null => sumOfCounter(text, name) || null;
  return {
    anonymousBytes: value(prometheusName(metrics.memoryAnonymous)),
    uptimeSeconds: value(prometheusName(metrics.processUptime)),
  };
}
