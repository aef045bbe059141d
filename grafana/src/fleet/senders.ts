import { goneAfterSeconds } from '../../../stack/device-state.ts';
import { deviceName, identity, labels } from '../expression.ts';
import { graph, rising, stat, table } from '../panel.ts';
import { counted, seconds } from '../unit.ts';
import { lastSeenLately, senderLegend, silentOnes, statesOfDevices } from './heartbeat.ts';

const good = 'below 20 s: everybody pushes every 15 s, and it takes some seconds to the store.';

export const silentNow = () =>
  stat({
    title: 'Silent now',
    shows: `Senders, whatever they push, that have not been seen for ${goneAfterSeconds} s: two pushes are missing. Those of this project within seven days, programs of your own within an hour; one that pushes less often is given two of its own intervals.`,
    good: '0.',
    otherwise:
      '"Who is silent" names them. All of one device: power or network. One service of it: `docker compose ps` there.',
    unit: counted('senders'),
    width: 6,
    thresholds: [{ level: 'good' }, { from: 1, level: 'bad' }],
    queries: [{ expr: `count(${silentOnes}) or vector(0)`, legend: 'silent' }],
  });

export const silent = () =>
  graph({
    title: 'Who is silent',
    shows: `Seconds since the last sample, of those that have not been seen for ${goneAfterSeconds} s; also of those that stopped days ago, or an hour ago if they are programs of your own.`,
    good: 'empty.',
    otherwise:
      'on the device: `docker compose ps`, then `docker compose logs health`; another program: is it on, is its credential still valid? A device that was taken away leaves after seven days. A program that takes another service.instance.id at each start leaves the old one here for an hour: give it one of its own.',
    unit: seconds,
    queries: [{ expr: `topk_max(20, ${silentOnes})`, legend: senderLegend, mayBeEmpty: 'nobody is silent' }],
  });

export const states = () =>
  graph({
    title: 'Dead, catching up or restarted',
    shows:
      'Seconds since the last push of each sensor that is silent, that sends what it could not send before, or whose service has been running for less than five minutes; of a device with other programs: of each that is silent.',
    good: 'empty, after an update "restarted" for five minutes.',
    otherwise:
      'silent: as in "Who is silent". Catching up falls, and ends by itself; where it rises, the device or its line has died half way. Restarted again and again: `docker compose logs sensor` on the device.',
    unit: seconds,
    queries: [
      {
        expr: `topk_max(20, ${statesOfDevices})`,
        legend: `${deviceName} {{${labels.service}}} {{${labels.instance}}} {{state}}`,
        mayBeEmpty: 'all is well',
      },
    ],
  });

export const lastSeen = () =>
  graph({
    title: 'Last seen',
    width: 18,
    shows:
      'Seconds since the last sample of each sender; the twenty that were silent longest. Programs of your own are looked up once, now: before their last sample they are at 0.',
    good,
    otherwise: `above ${goneAfterSeconds} s two pushes are missing. A saw with higher teeth: pushes are late, see the Pipeline dashboard.`,
    unit: seconds,
    softMax: 60,
    thresholds: rising(20, goneAfterSeconds),
    queries: [{ expr: `topk_max(20, ${lastSeenLately})`, legend: senderLegend }],
  });

export const senders = () =>
  table({
    title: 'Everything that pushes',
    shows: 'Each sender of the last five minutes, whatever it pushes: programs of your own as well.',
    good: 'everybody whom you expect, with the number of series that you expect.',
    otherwise:
      'an unknown name, or one with thousands of series: otel-collector/README.md says who may push. Two devices under one name share a line: give each its own DEVICE_NAME.',
    width: 24,
    columns: [
      {
        title: 'Series of each sender',
        shows: 'Series of each sender that have a point within the last five minutes, now.',
        good: 'about 65 of a sensor, 38 of a collector, 44 of VictoriaMetrics, 33 and more of the host.',
        otherwise: 'thousands are a label with too many values.',
        unit: counted('series'),
        thresholds: rising(500, 2000),
        // Evaluated once, not at each point of a graph: it reads every series there is.
        expr: `count by (${identity}) (last_over_time({${labels.service}!=""}[5m] @ end()))`,
      },
    ],
  });
