import { metrics } from '../../../sensor/src/metric-names.ts';
import { goneAfterSeconds } from '../../../stack/device-state.ts';
import { identity, nameOf } from '../expression.ts';
import { type Column, rising, table } from '../panel.ts';
import { lostOfNow } from '../sequence-loss.ts';
import { bytes, celsius, counted, percent, seconds } from '../unit.ts';
import { lastSeenByVersion } from './heartbeat.ts';

export const devices = () =>
  table({
    title: 'Devices',
    shows:
      'Every device and service that was there within the last seven days, and programs of your own within the last hour: when each was last seen, with which version, and its key values. The name leads to its Device dashboard.',
    good: 'last seen within 20 s, no errors, nothing lost.',
    otherwise:
      'a silent one keeps its row, with nothing in the other columns. Collector and VictoriaMetrics have no version here: it would end all their series at an update.',
    width: 24,
    columns: [seen, ...values, errors, lost],
  });

const newest = (metric: Parameters<typeof nameOf>[0]) => `max by (${identity}) (${nameOf(metric)})`;

const seen: Column = {
  title: 'Last seen',
  shows: 'Seconds since the last sample.',
  good: 'below 20 s.',
  otherwise: `above ${goneAfterSeconds} s two pushes are missing.`,
  unit: seconds,
  thresholds: rising(20, goneAfterSeconds),
  expr: lastSeenByVersion,
};

const values: readonly Column[] = [
  {
    title: 'Running for',
    shows: 'Time since the sensor service started.',
    good: 'long.',
    otherwise: 'minutes, again and again: it restarts. `docker compose logs sensor` on the device.',
    unit: seconds,
    expr: newest(metrics.processUptime),
  },
  {
    title: 'Temperature',
    shows: 'The last good reading; the highest, where a device has several.',
    good: 'what is plausible there.',
    otherwise: 'none: stale, or no such sensor. The Device dashboard tells.',
    unit: celsius,
    expr: newest(metrics.temperature),
  },
  {
    title: 'Humidity',
    shows: 'The last good reading; the highest, where a device has several.',
    good: 'what is plausible there.',
    otherwise: 'none: stale, or no such sensor.',
    unit: percent,
    expr: newest(metrics.humidity),
  },
  {
    title: 'Anonymous memory',
    shows: 'Of the sensor service.',
    good: 'below 30 MB.',
    otherwise: 'one that rises above the others, for days, leaks.',
    unit: bytes,
    expr: newest(metrics.memoryAnonymous),
  },
];

const errors: Column = {
  title: 'Failed attempts in an hour',
  shows: 'Reads, handovers and pushes that failed within the last hour.',
  good: '0.',
  otherwise: 'the Device dashboard has them by stage and by cause.',
  unit: counted('errors'),
  thresholds: rising(1, 100),
  expr: `sum by (${identity}) (increase(${nameOf(metrics.scrapeErrors)}[1h]))`,
};

const lost: Column = {
  title: 'Pushes lost in an hour',
  shows: 'Numbers missing in sensor_push_sequence within the last hour, now.',
  good: '0.',
  otherwise: 'the Pipeline dashboard has where.',
  unit: counted('pushes'),
  thresholds: rising(1, 4),
  expr: lostOfNow('1h'),
};
