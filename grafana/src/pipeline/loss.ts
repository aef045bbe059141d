import { metrics } from '../../../sensor/src/metric-names.ts';
import { chosenDevice, deviceName, labels, select } from '../expression.ts';
import { falling, graph, rising } from '../panel.ts';
import { duplicatedOf, lostOf } from '../sequence-loss.ts';
import { counted } from '../unit.ts';

const sender = `${deviceName} {{${labels.service}}}`;

export const lost = () =>
  graph({
    title: 'Pushes lost in an hour',
    shows:
      'Numbers that are missing in sensor_push_sequence, within the last hour: each push carries the next number. What was lost between a kill and the first push after it is in the table of Fleet alone; an hour with two kills has no value here.',
    good: '0.',
    otherwise:
      'a push that waits somewhere counts until it has arrived: look at spool and queue. Else the way is here: "Failed pushes", "Refused by the collector", "Points ignored by VictoriaMetrics".',
    unit: counted('pushes'),
    softMax: 1,
    thresholds: rising(1, 4),
    queries: [{ expr: lostOf('1h', chosenDevice), legend: sender }],
  });

export const duplicated = () =>
  graph({
    title: 'Pushes stored twice in five minutes',
    // Not longer: where the sensor has no spool directory its numbers begin anew at a restart, and those of an hour ago come again.
    shows: 'Numbers of sensor_push_sequence that came more than once within the last five minutes.',
    good: '0: repetitions with the same timestamp are removed by VictoriaMetrics (-dedup.minScrapeInterval).',
    otherwise:
      'two services push under one name: give each device its own DEVICE_NAME. A few after quick restarts are none: without a spool directory numbers begin anew.',
    unit: counted('pushes'),
    softMax: 1,
    thresholds: rising(1, 4),
    queries: [{ expr: duplicatedOf('5m', chosenDevice), legend: sender }],
  });

export const pushes = () =>
  graph({
    title: 'Pushes a minute',
    shows: 'Pushes of each sensor that are stored, by the time at which they were taken.',
    good: '4 a minute (an interval of 15 s).',
    otherwise:
      'fewer: pushes are lost, wait, or the device has no power. A gap that fills later was an outage that nothing was lost in.',
    unit: counted('pushes/min'),
    softMax: 5,
    // At 3 a minute is as likely to begin between two pushes as on one.
    thresholds: falling(3, 1),
    queries: [{ expr: `count_over_time(${select(metrics.pushSequence)}[1m])`, legend: sender }],
  });
