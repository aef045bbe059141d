import { metrics } from '../../sensor/src/metric-names.ts';
import { by, chosenDevice, labels, nameOf, rate, select } from './expression.ts';
import { collector, collectorProcess, host, store } from './stack-names.ts';

/** What a component of the stack tells of itself; each query gives one series per device. */
export interface ReportingComponent {
  /** Its name in the compose files, by which its limits are found. */
  readonly service: string;
  readonly title: string;
  readonly anonymousBytes: string;
  /** Legend of the above where it is something else than anonymous memory. */
  readonly anonymousTitle?: string;
  readonly residentBytes: string;
  readonly majorFaultsPerSecond: string;
  /** 1 is one core. */
  readonly cores: string;
  readonly writtenBytesPerSecond: string;
}

/** Those that report. The health service (8 MB) and Grafana push nothing: `npm run budget` asks the kernel about them. */
export const reportingComponents = {
  sensor: {
    service: 'sensor',
    title: 'sensor',
    anonymousBytes: select(metrics.memoryAnonymous),
    residentBytes: select(metrics.memory),
    majorFaultsPerSecond: rate(select(metrics.processPagingFaults, `${labels.faultType}="major"`)),
    cores: by('sum', [], rate(select(metrics.processCpuTime))),
    writtenBytesPerSecond: rate(select(metrics.processDiskIo, `${labels.ioDirection}="write"`)),
  },
  collector: {
    service: 'otel-collector',
    title: 'collector',
    // What the Go runtime has ever had from the kernel, also what it gave back: an upper bound (21.9 MiB where the cgroup had 12.8, November 2026). Nothing truer is stored: its own
    // resident memory and that of host_metrics' process scraper (process.memory.usage) have the file pages of a binary of 46 MB in it, and neither tells the anonymous part.
    anonymousBytes: select(collector.runtime),
    anonymousTitle: 'collector (Go runtime)',
    residentBytes: select(collector.resident),
    majorFaultsPerSecond: rate(select(host.processFaults, 'type="major"', collectorProcess)),
    cores: rate(select(collector.cpu)),
    writtenBytesPerSecond: rate(select(host.processIo, 'direction="write"', collectorProcess)),
  },
  store: {
    service: 'victoriametrics',
    title: 'VictoriaMetrics',
    anonymousBytes: select(store.anonymous),
    residentBytes: select(store.resident),
    majorFaultsPerSecond: rate(select(store.faults)),
    cores: rate(select(store.cpu)),
    writtenBytesPerSecond: rate(select(store.written)),
  },
} as const satisfies Record<string, ReportingComponent>;

export const components: readonly ReportingComponent[] = Object.values(reportingComponents);

/** The anonymous memory of all of them together. */
export const anonymousTogether = by(
  'sum',
  [],
  `{__name__=~"${[nameOf(metrics.memoryAnonymous), collector.runtime, store.anonymous].join('|')}",${chosenDevice}}`,
);

/** One query per component. */
export const ofEach = (
  expression: (component: ReportingComponent) => string,
  title: (component: ReportingComponent) => string = (component) => component.title,
) =>
  components.map((component) => ({
    expr: expression(component),
    legend: `{{${labels.device}}} ${title(component)}`,
  }));

/** The same of anonymous memory, or of what a component has in its place. */
export const anonymousOfEach = (expression: (component: ReportingComponent) => string) =>
  ofEach(expression, ({ title, anonymousTitle = title }) => anonymousTitle);
