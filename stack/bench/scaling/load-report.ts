import type { BenchResult, Finding } from '../benchmark.ts';
import { lineChart } from '../chart/line-chart.ts';
import { mebibytes } from '../cold-fit/mebibytes.ts';
import { rounded } from '../statistics.ts';
import type { ComponentLoad, LoadMeasured } from './measure-load.ts';

type Part = Pick<BenchResult, 'tables' | 'figures' | 'findings'>;

/** @param along what was varied; the other of the two is the same in all of them. */
export function loadReport(along: 'series' | 'interval', measured: readonly LoadMeasured[]): Part {
  const [first] = measured;
  if (first === undefined) return { tables: {}, figures: {}, findings: [] };
  const at = (one: LoadMeasured): number => (along === 'series' ? one.seriesCount : one.intervalSeconds);
  const unit = along === 'series' ? 'series' : 's';
  const fixed = along === 'series' ? `a point every ${first.intervalSeconds} s` : `${first.seriesCount} series`;
  const chart = (title: string, label: string, yUnit: string, of: (load: ComponentLoad) => number): string =>
    lineChart({
      title: `${title}, ${fixed}`,
      x: { label: along === 'series' ? 'series of other devices' : 'push interval', unit, from: 0 },
      y: { label, unit: yUnit, from: 0 },
      series: first.components.map(({ component }) => ({
        name: component,
        points: measured.map((one) => [at(one), of(loadOf(one, component))] as const),
      })),
    });
  return {
    tables: { [`load-by-${along}`]: measured.flatMap(rows) },
    figures: {
      [`memory-by-${along}`]: chart(
        'Memory',
        'anonymous and active file',
        'MiB',
        ({ anonymousBytes, activeFileBytes }) => mebibytes(anonymousBytes + activeFileBytes),
      ),
      [`cpu-by-${along}`]: chart('Processor time', 'share of a core', '%', ({ cpuPercent }) => cpuPercent),
    },
    findings: measured.map((one) => finding(one, `${at(one)} ${unit}, ${fixed}`)),
  };
}

function loadOf({ components }: LoadMeasured, name: string): ComponentLoad {
  const found = components.find(({ component }) => component === name);
  if (found === undefined) throw new RangeError(`no component ${name}`);
  return found;
}

function finding({ components, refusedPoints, queuedBytes }: LoadMeasured, what: string): Finding {
  const bytes = components.reduce(
    (sum, { anonymousBytes, activeFileBytes }) => sum + anonymousBytes + activeFileBytes,
    0,
  );
  const each = components.map(
    ({ component, anonymousBytes, activeFileBytes, cpuPercent }) =>
      `${component} ${mebibytes(anonymousBytes + activeFileBytes)} MiB, ${cpuPercent.toFixed(1)} %`,
  );
  return {
    measure: `memory of all components: ${what}`,
    value: rounded(mebibytes(bytes), 1),
    unit: 'MiB',
    note: `${each.join('; ')}; ${refusedPoints} points refused, ${queuedBytes ?? 'unknown'} bytes waiting at the end`,
  };
}

function rows(one: LoadMeasured) {
  return one.components.map((load) => ({
    series: one.seriesCount,
    interval_seconds: one.intervalSeconds,
    component: load.component,
    seconds: rounded(one.seconds, 1),
    cache_dropped: one.isCold ? 'yes' : 'no',
    anonymous_median_bytes: Math.round(load.anonymousBytes),
    anonymous_highest_bytes: load.anonymousHighestBytes,
    active_file_median_bytes: Math.round(load.activeFileBytes),
    cpu_percent: rounded(load.cpuPercent, 2),
    major_faults_per_second: rounded(load.majorFaultsPerSecond, 3),
    written_bytes_per_hour: Math.round(load.writtenBytesPerHour),
    acknowledged_points: one.acknowledgedPoints,
    refused_points: one.refusedPoints,
    bytes_waiting: one.queuedBytes,
  }));
}
