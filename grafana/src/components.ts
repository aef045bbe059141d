import { metrics } from '../../sensor/src/metric-names.ts';
import { by, chosenDevice, labels, nameOf, rate, select } from './expression.ts';
import { collector, collectorProcess, host, store } from './stack-names.ts';

/** What a component of the stack tells of itself; each query gives one series per device. */
export interface ReportingComponent {
  /** Its name in the compose files, by which its limits are found. */
  readonly service: string;
  readonly title: string;
  readonly anonymousBytes: string;
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
    // What the Go runtime has from the kernel: an upper bound (18 MB where 10.5 MB were anonymous, November 2026). The collector does not tell the exact number.
    anonymousBytes: select(collector.runtime),
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
export const ofEach = (expression: (component: ReportingComponent) => string) =>
  components.map((component) => ({
    expr: expression(component),
    legend: `{{${labels.device}}} ${component.title}`,
  }));
