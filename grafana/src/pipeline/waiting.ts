import { metrics } from '../../../sensor/src/metric-names.ts';
import { by, deviceName, labels, perMinute, select } from '../expression.ts';
import { filling, graph, rising } from '../panel.ts';
import { collector } from '../stack-names.ts';
import { counted, share } from '../unit.ts';

export const collectorQueue = () =>
  graph({
    title: "Collector's queue",
    shows:
      'How full the queue on disk is that waits for VictoriaMetrics, of the bytes that may wait (64 MiB, unless COLLECTOR_QUEUE_BYTES says otherwise).',
    good: '0 %, or next to it.',
    otherwise:
      'it rises while VictoriaMetrics does not take data: away, read-only (see "State of the store") or overloaded. Full, the collector refuses, and senders keep their data.',
    unit: share,
    thresholds: filling,
    queries: [
      {
        expr: by('max', ['exporter'], `${select(collector.queueSize)} / ${select(collector.queueCapacity)}`),
        legend: `${deviceName} {{exporter}}`,
      },
    ],
  });

export const spool = () =>
  graph({
    title: "Sensor's spool",
    shows:
      'How full the spool is in which the sensor keeps pushes that the collector did not take, of the bytes that it may have (SENSOR_SPOOL_LIMIT, in memory SENSOR_SPOOL_MEMORY_LIMIT).',
    good: '0 %.',
    otherwise:
      'it rises while the collector is away or refuses; afterwards it empties, newest data first. Full, the oldest push is dropped.',
    unit: share,
    thresholds: filling,
    queries: [{ expr: `${select(metrics.spoolSize)} / ${select(metrics.spoolLimit)}`, legend: deviceName }],
  });

export const spooled = () =>
  graph({
    title: 'Pushes kept, delivered later, dropped',
    shows:
      'Pushes a minute that went into the spool, out of it to the collector, or over its edge, and failed attempts to use its folder.',
    good: '0.',
    otherwise:
      'kept: the collector is away. Dropped: they are lost, the reason says why; a larger spool holds a longer outage. Errors of the folder: its owner, or a full disk.',
    unit: counted('pushes/min'),
    softMax: 1,
    queries: [
      { expr: perMinute(select(metrics.pushesSpooled)), legend: `${deviceName} kept` },
      { expr: perMinute(select(metrics.pushesReplayed)), legend: `${deviceName} delivered later` },
      {
        expr: perMinute(select(metrics.pushesDropped), labels.dropReason),
        legend: `${deviceName} dropped: {{${labels.dropReason}}}`,
      },
      { expr: perMinute(select(metrics.spoolErrors)), legend: `${deviceName} errors of the folder` },
    ],
  });

export const retries = () =>
  graph({
    title: 'Failed pushes and retries',
    shows:
      "Pushes of the sensor a minute that failed, by cause, and the collector's requests under way to VictoriaMetrics, waiting for the next try included.",
    good: 'no failed push; requests at 0, or 1 for a moment.',
    otherwise:
      'requests that stay at 1 are retried: VictoriaMetrics is away or refuses. Failed pushes by cause: ECONNREFUSED nobody listens, timeout, 401 a credential, 503 the collector is full.',
    unit: counted('pushes/min, requests'),
    softMax: 1,
    thresholds: rising(1, 4),
    queries: [
      {
        expr: perMinute(
          select(metrics.scrapeErrors, `${labels.stage}="push"`, `${labels.errorType}!=""`),
          labels.errorType,
        ),
        legend: `${deviceName} failed: {{${labels.errorType}}}`,
      },
      { expr: by('sum', [], select(collector.inFlight)), legend: `${deviceName} collector, under way` },
    ],
  });

export const sensorQueue = () =>
  graph({
    title: 'Queue of readings',
    shows: 'How full the queue between sampler and recorder is, in readings, and readings dropped a minute.',
    good: 'both at 0, or one reading.',
    otherwise: 'the sensor service is short of CPU: the Device dashboard has its event loop.',
    unit: counted('readings'),
    softMax: 5,
    thresholds: rising(10, 100),
    queries: [
      { expr: select(metrics.queueDepth), legend: `${deviceName} waiting` },
      { expr: perMinute(select(metrics.readingsDropped)), legend: `${deviceName} dropped a minute` },
    ],
  });
