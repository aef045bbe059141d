import { metrics } from '../../../sensor/src/metric-names.ts';
import { by, deviceName, labels, perMinute, rate, select } from '../expression.ts';
import { graph, rising } from '../panel.ts';
import { counted, share } from '../unit.ts';

const stageOf = `${deviceName} {{${labels.stage}}}`;
const stage = [labels.stage];

export const errorShare = () =>
  graph({
    title: 'Failed attempts',
    shows:
      'Share of the attempts that failed: to read the hardware (read), to hand a reading over (queue), to push (push).',
    good: '0 %; a DHT11 or a long cable may fail a read in a hundred.',
    otherwise: 'read: cable, bus, power. queue: the service is short of CPU. push: see the Pipeline dashboard.',
    unit: share,
    softMax: 0.1,
    thresholds: rising(0.02, 0.15),
    queries: [
      {
        expr: `${by('sum', stage, rate(select(metrics.scrapeErrors)))} / ${by('sum', stage, rate(select(metrics.scrapeAttempts)))}`,
        legend: stageOf,
      },
    ],
  });

export const errorKinds = () =>
  graph({
    title: 'Failed attempts by cause',
    shows: 'Failed attempts a minute, by stage and by error.type.',
    good: 'empty, or at 0.',
    otherwise:
      'not_found: the hardware is not where SENSOR_SOURCE looks. io_error, malformed: cable, bus or power. timeout: no answer in time. 401 or 403: a credential is wrong. 503: the collector is full. ECONNREFUSED: nobody listens there.',
    unit: counted('errors/min'),
    thresholds: rising(1, 10),
    queries: [
      {
        expr: perMinute(select(metrics.scrapeErrors, `${labels.errorType}!=""`), labels.stage, labels.errorType),
        legend: `${stageOf} {{${labels.errorType}}}`,
      },
    ],
  });

export const attempts = () =>
  graph({
    title: 'Attempts',
    shows: 'Attempts a minute by stage, failed ones included.',
    good: 'read and queue at one a sample interval (60 a minute by default), push at one a push interval (4 a minute).',
    otherwise: 'fewer: the service does not get the CPU, or each read takes longer than the sample interval.',
    unit: counted('attempts/min'),
    queries: [{ expr: perMinute(select(metrics.scrapeAttempts), ...stage), legend: stageOf }],
  });

export const queue = () =>
  graph({
    title: 'Readings in the queue',
    shows: 'Readings that wait between the sampler and the recorder, and how many fit.',
    good: 'at 0 or 1.',
    otherwise: 'at its capacity the oldest are dropped: the service is short of CPU. Look at its event loop below.',
    unit: counted('readings'),
    // Ten seconds, and a minute and a half, that nothing was recorded; of a capacity of 256.
    thresholds: rising(10, 100),
    queries: [
      { expr: select(metrics.queueDepth), legend: `${deviceName} waiting` },
      { expr: select(metrics.queueCapacity), legend: `${deviceName} capacity`, role: 'limit' },
    ],
  });

export const dropped = () =>
  graph({
    title: 'Readings dropped',
    shows: 'Readings a minute that were read but not recorded, by reason.',
    good: 'at 0.',
    otherwise:
      'invalid: the hardware gives impossible values (not -100 to 200 °C, not 0 to 100 %): a loose cable. queue_full: see the queue.',
    unit: counted('readings/min'),
    thresholds: rising(1, 10),
    queries: [
      {
        expr: perMinute(select(metrics.readingsDropped), labels.dropReason),
        legend: `${deviceName} {{${labels.dropReason}}}`,
      },
    ],
  });
