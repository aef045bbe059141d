import { components, ofEach } from '../components.ts';
import type { Inputs } from '../dashboards.ts';
import { graph, rising } from '../panel.ts';
import { counted, share } from '../unit.ts';

export const majorFaults = () =>
  graph({
    title: 'Major page faults',
    shows: 'Pages a second that each component had to read from the disk before it could go on.',
    good: '0, with a short peak after a start.',
    otherwise:
      'one a second or more, for minutes: its memory limit is too tight, and it reads its own program again and again. A larger variant, fewer devices, or a disk with less read-ahead (docs/decisions/0004-memory-split.md).',
    unit: counted('faults/s'),
    softMax: 1,
    thresholds: rising(0.5, 1),
    queries: ofEach(({ majorFaultsPerSecond }) => majorFaultsPerSecond),
  });

export const cpu = ({ limits }: Inputs) =>
  graph({
    title: 'CPU of the stack',
    shows: `CPU time of each component; 100 % is one core. Their limits: ${components.map(({ service, title }) => `${title} ${cpuPercent(limits, service)} %`).join(', ')}.`,
    good: 'a few percent together.',
    otherwise:
      'the sensor: who asks it over HTTP? The collector: does it drain a queue? VictoriaMetrics: which queries are open? A dashboard over seven days takes seconds of a core.',
    unit: share,
    softMax: 0.1,
    thresholds: rising(0.4, 0.9),
    queries: ofEach(({ cores }) => cores),
  });

const cpuPercent = (limits: Inputs['limits'], service: string): number => (limits.default[service]?.cpus ?? 0) * 100;
