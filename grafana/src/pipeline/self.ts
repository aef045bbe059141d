import { metrics, sdkMetrics } from '../../../sensor/src/metric-names.ts';
import { reportingComponents } from '../components.ts';
import type { Inputs } from '../dashboards.ts';
import { by, deviceName, meanOf, perMinute, select } from '../expression.ts';
import { graph, ofLimit, rising } from '../panel.ts';
import { collector } from '../stack-names.ts';
import { bytes, counted, latency, seconds } from '../unit.ts';

export const exportTime = () =>
  graph({
    title: 'Time of a push',
    shows: 'How long the sensor waits for the answer to a push, and how long collecting it takes: the mean.',
    good: 'about 10 ms: the collector answers when the push is on its disk.',
    otherwise: 'hundreds of ms are a slow disk (each push is synced to it) or a collector short of CPU.',
    unit: latency,
    thresholds: rising(0.2, 2),
    queries: [
      { expr: meanOf(sdkMetrics.exporterDuration, []), legend: `${deviceName} push` },
      { expr: meanOf(sdkMetrics.readerCollectionDuration, []), legend: `${deviceName} collecting` },
    ],
  });

export const rejected = () =>
  graph({
    title: 'Points rejected in accepted pushes',
    shows: 'Points a minute that the endpoint left out of pushes that it otherwise took (partial success).',
    good: '0.',
    otherwise: 'the log of the sensor has the reason that the endpoint gave; these points are lost.',
    unit: counted('points/min'),
    softMax: 1,
    thresholds: rising(1, 10),
    queries: [{ expr: perMinute(select(metrics.pointsRejected)), legend: deviceName }],
  });

export const collectorMemory = ({ limits }: Inputs) =>
  graph({
    title: "Collector's heap",
    shows: "The collector's Go heap, and what its runtime has had from the kernel, also what it has given back.",
    good: 'a saw, as garbage is collected, below half of its limit.',
    otherwise:
      'near COLLECTOR_MEMORY_LIMIT_MIB (docker-compose.yml) it refuses data: fewer senders, or the hub variant.',
    unit: bytes,
    thresholds: ofLimit(limits.default[reportingComponents.collector.service]?.memoryBytes ?? 0),
    queries: [
      { expr: by('sum', [], select(collector.heap)), legend: `${deviceName} heap` },
      { expr: by('sum', [], select(collector.runtime)), legend: `${deviceName} runtime` },
    ],
  });

export const hostScrapes = () =>
  graph({
    title: 'Measurements of the machine that failed',
    shows: 'Points a minute that the collector could not measure, by scraper.',
    good: '0.',
    otherwise: "the collector's log names the file of /proc that it could not read.",
    unit: counted('points/min'),
    softMax: 1,
    thresholds: rising(1, 10),
    queries: [
      {
        expr: perMinute(select(collector.scrapeErrors), 'scraper'),
        legend: `${deviceName} {{scraper}}`,
      },
    ],
  });

export const clock = () =>
  graph({
    title: "The sensor's clock",
    shows: "Seconds that the endpoint's clock is ahead of the sensor's.",
    good: 'within a second of 0.',
    otherwise:
      'points are stored where the clock says: with hours of difference a graph of "now" is empty. `timedatectl` on the device; a device without a battery needs the network for its time.',
    unit: seconds,
    thresholds: [{ level: 'good' }, { from: 5, level: 'warn' }, { from: 60, level: 'bad' }],
    queries: [{ expr: select(metrics.clockOffset), legend: deviceName }],
  });
