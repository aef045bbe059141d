import { metrics } from '../../../sensor/src/metric-names.ts';
import { by, chosenDevice, deviceName, labels, nameOf, select } from '../expression.ts';
import { graph, rising, stat } from '../panel.ts';
import { celsius, counted, percent, seconds } from '../unit.ts';

// What is drawn last lies above the others.
const sensorOf = `${deviceName} {{${labels.hardwareId}}} ({{${labels.source}}})`;
const readingNames = [metrics.temperature, metrics.humidity].map(nameOf).join('|');

export const recorded = () =>
  stat({
    title: 'Not from hardware',
    shows: 'Devices whose readings are played back from a recording instead of measured.',
    good: 'empty: every reading comes from hardware.',
    otherwise:
      'nothing is broken, but no value below says anything about this place. SENSOR_SOURCE=auto reads the hardware.',
    unit: counted('values'),
    width: 24,
    text: 'name',
    noValue: 'Readings come from hardware',
    thresholds: [{ level: 'good' }, { from: 1, level: 'warn' }],
    queries: [
      {
        expr: by('count', [labels.source], `{__name__=~"${readingNames}",${chosenDevice},${labels.source}="replay"}`),
        legend: `{{${labels.device}}}: RECORDED readings, not measured here`,
        mayBeEmpty: 'all readings come from hardware',
      },
    ],
  });

export const temperature = () =>
  graph({
    title: 'Temperature',
    shows: 'The last good reading, and the lowest and highest since the push before.',
    good: 'a line without gaps, with its extremes close to it.',
    otherwise:
      'a gap is a reading older than three sample intervals: look at "Age of the last good reading" and "Failed attempts". Extremes far from the line are what a reading per push would have missed, or a loose cable.',
    unit: celsius,
    queries: [
      { expr: select(metrics.temperatureMin), legend: `${sensorOf} lowest`, role: 'extreme' },
      { expr: select(metrics.temperatureMax), legend: `${sensorOf} highest`, role: 'extreme' },
      { expr: select(metrics.temperature), legend: sensorOf },
    ],
  });

export const humidity = () =>
  graph({
    title: 'Relative humidity',
    shows:
      'The last good reading, and the lowest and highest since the push before. Empty for hardware that has no such sensor.',
    good: 'a line without gaps between 0 and 100 %.',
    otherwise: 'a gap means the same as for the temperature. A value that stays at 0 or 100 % is a sensor at its end.',
    unit: percent,
    queries: [
      { expr: select(metrics.humidityMin), legend: `${sensorOf} lowest`, role: 'extreme' },
      { expr: select(metrics.humidityMax), legend: `${sensorOf} highest`, role: 'extreme' },
      { expr: select(metrics.humidity), legend: sensorOf },
    ],
  });

export const readingAge = () =>
  graph({
    title: 'Age of the last good reading',
    shows: 'Seconds between the last good reading and the push that reports it.',
    good: 'about one sample interval (SENSOR_SAMPLE_INTERVAL, one second by default).',
    otherwise:
      'from three sample intervals on, 15 s at least, the reading is stale and its value is left out. A line that rises is hardware that does not answer: look at "Failed attempts by cause".',
    unit: seconds,
    thresholds: rising(5, 15),
    queries: [{ expr: select(metrics.readingAge), legend: deviceName }],
  });
