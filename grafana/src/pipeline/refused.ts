import { by, deviceName, perMinute, perSecond, select } from '../expression.ts';
import { graph, rising, stat } from '../panel.ts';
import { collector, store } from '../stack-names.ts';
import { counted } from '../unit.ts';

const points = counted('points/s');
const unseen = (what: string) => `the collector creates this series when ${what} for the first time`;

export const refused = () =>
  graph({
    title: 'Refused by the collector',
    shows:
      'Points a second that the collector did not take: its queue was full, or its memory short. Senders are told so (503) and keep them.',
    good: '0.',
    otherwise:
      'queue full: VictoriaMetrics does not take data. Memory short: too many senders for this variant; the hub variant has more.',
    unit: points,
    softMax: 1,
    thresholds: rising(0.1, 10),
    queries: [
      { expr: perSecond(select(collector.refused), 'receiver'), legend: `${deviceName} refused: {{receiver}}` },
      { expr: perSecond(select(collector.failed), 'receiver'), legend: `${deviceName} failed: {{receiver}}` },
      {
        expr: perSecond(select(collector.notQueued)),
        legend: `${deviceName} queue full`,
        mayBeEmpty: unseen('a push does not fit into the queue'),
      },
      {
        expr: perSecond(select(collector.limiterRefused)),
        legend: `${deviceName} memory short`,
        mayBeEmpty: unseen('its memory limiter refuses'),
      },
    ],
  });

export const refusedByStore = () =>
  graph({
    title: 'Refused by VictoriaMetrics',
    shows:
      'Requests a minute that VictoriaMetrics answered with an error, by path, and points a second that the collector gave up.',
    good: '0.',
    otherwise:
      'given up means lost: VictoriaMetrics called the data wrong (400), its log says why. Errors on the way in without it are retried. Errors of queries: too large for its limits (victoriametrics/flags.env).',
    unit: counted('requests/min, points/s'),
    softMax: 1,
    thresholds: rising(1, 10),
    queries: [
      { expr: perMinute(select(store.requestErrors), 'path'), legend: `${deviceName} {{path}}` },
      {
        expr: perSecond(select(collector.dropped)),
        legend: `${deviceName} given up`,
        mayBeEmpty: unseen('VictoriaMetrics calls a batch wrong'),
      },
    ],
  });

export const ignored = () =>
  graph({
    title: 'Points ignored by VictoriaMetrics',
    shows: 'Points a second that were answered with 200 and not stored, by reason.',
    good: '0.',
    otherwise:
      'small_timestamp: older than the retention, a device with a wrong clock or a backlog of more than seven days. big_timestamp: a clock more than two days ahead. too_many_labels: a sender to talk to.',
    unit: points,
    softMax: 1,
    thresholds: rising(0.01, 1),
    queries: [{ expr: perSecond(select(store.rowsIgnored), 'reason'), legend: `${deviceName} {{reason}}` }],
  });

export const storeState = () =>
  stat({
    title: 'State of the store',
    shows: 'Whether VictoriaMetrics is read-only: 0 no, 1 yes.',
    good: '0.',
    otherwise:
      '1: the disk is nearly full, and nothing more is stored until there is room; what comes in waits in the collector. Free some: it goes on within seconds.',
    unit: counted('read-only'),
    thresholds: [{ level: 'good' }, { from: 1, level: 'bad' }],
    queries: [{ expr: by('max', [], select(store.isReadOnly)), legend: `${deviceName} read-only` }],
  });

export const queries = () =>
  graph({
    title: 'Queries and their limits',
    shows: 'Graph queries a minute, slow ones among them, and requests a minute that waited for their turn or gave up.',
    good: 'none waits, none is slow.',
    otherwise:
      'fewer panels, a shorter range, a longer refresh: this is a small store. Ingestion that waits is what costs data: close the dashboards.',
    unit: counted('requests/min'),
    softMax: 10,
    queries: [
      {
        expr: perMinute(select(store.requests, 'path="/api/v1/query_range"')),
        legend: `${deviceName} graphs`,
      },
      { expr: perMinute(select(store.slowQueries)), legend: `${deviceName} slow` },
      { expr: perMinute(select(store.selectLimitReached)), legend: `${deviceName} queries that waited` },
      { expr: perMinute(select(store.selectLimitTimeout)), legend: `${deviceName} queries that gave up` },
      { expr: perMinute(select(store.insertLimitReached)), legend: `${deviceName} pushes that waited` },
      { expr: perMinute(select(store.insertLimitTimeout)), legend: `${deviceName} pushes that gave up` },
    ],
  });
