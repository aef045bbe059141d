import { metrics } from '../../../sensor/src/metric-names.ts';
import { reportingComponents } from '../components.ts';
import type { Inputs } from '../dashboards.ts';
import { deviceName, labels, nameOf, perMinute, quantileOf, select } from '../expression.ts';
import { graph, ofLimit, rising } from '../panel.ts';
import { bytes, counted, latency, seconds, share } from '../unit.ts';

export const memory = ({ limits }: Inputs) => {
  const limitBytes = limits.default[reportingComponents.sensor.service]?.memoryBytes ?? 0;
  return graph({
    title: 'Memory of the service',
    shows:
      'Resident memory with the pages of its files, the part of it that is anonymous (which the kernel cannot take back), and the limit of docker-compose.yml.',
    good: 'anonymous memory flat and below half of the limit. Resident memory may be above the limit of a container: shared file pages count there too.',
    otherwise:
      'anonymous memory that rises for days is a leak: keep the graph and report it. `npm run budget` shows what the kernel counts.',
    unit: bytes,
    thresholds: ofLimit(limitBytes),
    queries: [
      { expr: select(metrics.memoryAnonymous), legend: `${deviceName} anonymous` },
      { expr: select(metrics.memory), legend: `${deviceName} resident` },
      { expr: `${limitBytes}`, legend: 'limit', role: 'limit' },
    ],
  });
};

export const eventLoop = () =>
  graph({
    title: 'Event loop delay',
    shows: 'How long work waits for the event loop: mean, 99th percentile and longest since the push before.',
    good: 'the 99th percentile below 10 ms.',
    otherwise:
      'above 100 ms the service is short of CPU or of memory: compare with major faults on the Budget dashboard.',
    unit: latency,
    thresholds: rising(0.02, 0.1),
    queries: [
      { expr: select(metrics.eventLoopDelayMean), legend: `${deviceName} mean`, role: 'extreme' },
      { expr: select(metrics.eventLoopDelayMax), legend: `${deviceName} longest`, role: 'extreme' },
      { expr: select(metrics.eventLoopDelayP99), legend: `${deviceName} 99 %` },
    ],
  });

export const eventLoopBusy = () =>
  graph({
    title: 'Event loop busy',
    shows: 'Share of the time in which the event loop had something to do.',
    good: 'below 5 %: sampling once a second takes less than 1 %.',
    otherwise: 'look at the HTTP requests: who asks so much? GET /metrics is the most expensive answer.',
    unit: share,
    softMax: 0.1,
    thresholds: rising(0.5, 0.8),
    queries: [{ expr: select(metrics.eventLoopUtilization), legend: deviceName }],
  });

export const latencies = () =>
  graph({
    title: 'HTTP latency',
    shows: 'How long requests took, by route: the 99th percentile, from the buckets of the histogram.',
    good: 'a few milliseconds. Gaps are times without a request.',
    otherwise: 'compare with the event loop delay: if that rises too, the service is short of CPU.',
    unit: latency,
    thresholds: rising(0.1, 1),
    queries: [
      {
        expr: quantileOf(0.99, metrics.httpServerRequestDuration, [labels.route]),
        legend: `${deviceName} {{${labels.route}}}`,
      },
    ],
  });

export const requests = () =>
  graph({
    title: 'HTTP requests',
    shows: 'Requests a minute, by status.',
    good: '200, and a 503 of /readyz before the first reading.',
    otherwise:
      '401 is a caller without the token of SENSOR_HTTP_TOKEN_FILE, 404 one that asks for something else, 500 a fault of the service: its log says which.',
    unit: counted('requests/min'),
    queries: [
      {
        expr: perMinute(select(`${nameOf(metrics.httpServerRequestDuration)}_count`), labels.status),
        legend: `${deviceName} {{${labels.status}}}`,
      },
    ],
  });

export const uptime = () =>
  graph({
    title: 'Running for',
    shows: 'Time since the service started.',
    good: 'a line that only rises.',
    otherwise:
      'each fall to 0 is a restart. Several in a row: `docker compose logs sensor` (exit code 78 is a wrong variable), and `docker inspect` for OOMKilled.',
    unit: seconds,
    // As on the Fleet dashboard: for five minutes it counts as restarted.
    thresholds: [{ level: 'warn' }, { from: 300, level: 'good' }],
    queries: [{ expr: select(metrics.processUptime), legend: deviceName }],
  });
