import { by, deviceName, perMinute, perSecond, select } from '../expression.ts';
import { graph, rising } from '../panel.ts';
import { collector, store } from '../stack-names.ts';
import { counted } from '../unit.ts';

export const ingestRate = () =>
  graph({
    title: 'Points stored a second',
    shows: 'Points that VictoriaMetrics takes in, from everybody, its own included.',
    good: 'flat: series divided by 15 s. The stack alone has about 190 series, so 13 a second.',
    otherwise:
      'it falls: senders are gone (Fleet). It rises: more series ("Active series"). A peak after an outage is the backlog.',
    unit: counted('points/s'),
    queries: [{ expr: perSecond(select(store.rowsAdded)), legend: deviceName }],
  });

export const collectorPoints = () =>
  graph({
    title: 'Points through the collector',
    shows: 'Points a second that each receiver took, and that were handed over to VictoriaMetrics.',
    good: 'handed over is the sum of the others.',
    otherwise: 'less handed over than taken: the queue grows. More: it empties.',
    unit: counted('points/s'),
    queries: [
      { expr: perSecond(select(collector.accepted), 'receiver'), legend: `${deviceName} from {{receiver}}` },
      { expr: perSecond(select(collector.sent)), legend: `${deviceName} handed over` },
    ],
  });

export const activeSeries = () =>
  graph({
    title: 'Active series',
    shows: 'Series that got a point within the last hour.',
    good: 'flat: about 190 of the stack, and what other devices push.',
    otherwise:
      'a rise after each restart is a label that changes at each start. A hundred devices of 100 series are what the hub variant carries.',
    unit: counted('series'),
    // The default variant carries 1,200, the hub 10,000.
    thresholds: rising(2000, 10_000),
    queries: [
      { expr: by('sum', [], select(store.activeSeries, 'type="storage/hour_metric_ids"')), legend: deviceName },
    ],
  });

export const newSeries = () =>
  graph({
    title: 'New series',
    shows:
      'Series a minute that were never seen before, and points a minute that took the slow way in because of them.',
    good: '0, except when a device joins.',
    otherwise:
      'a steady rate is churn, and it costs memory and disk for seven days: find the sender with "Series of each sender" on the Fleet dashboard.',
    unit: counted('per minute'),
    softMax: 1,
    // A device that joins brings about a hundred, once.
    thresholds: rising(10, 100),
    queries: [
      { expr: perMinute(select(store.newSeries)), legend: `${deviceName} new series` },
      { expr: perMinute(select(store.slowInserts)), legend: `${deviceName} slow inserts` },
    ],
  });
