import type { BenchResult, Finding } from '../benchmark.ts';
import { barChart } from '../chart/bar-chart.ts';
import { percentile, rounded } from '../statistics.ts';
import { type DiskUse, pushIntervalMillis } from './measure-disk.ts';
import { type PanelTimes, type QueriesMeasured, week } from './measure-queries.ts';
import type { StoreBounds } from './store-bounds.ts';

type Part = Pick<BenchResult, 'tables' | 'figures' | 'findings'>;

export function diskReport(uses: readonly DiskUse[], { retentionDays, series }: StoreBounds): Part {
  const perSample = ({ dataBytes, samples }: DiskUse): number => rounded(dataBytes / samples, 3);
  const worst = Math.max(...uses.map(perSample));
  const samples = (series * retentionDays * 86_400_000) / pushIntervalMillis;
  return {
    tables: {
      disk: uses.map((use) => ({
        values: use.kind.name,
        samples: use.samples,
        data_bytes: use.dataBytes,
        other_bytes: use.otherBytes,
        bytes_per_sample: perSample(use),
      })),
    },
    figures: {
      disk: barChart({
        title: `How many bytes does a sample take on the disk after ${week.days} days?`,
        x: { label: 'bytes per sample', unit: 'B' },
        groups: [
          {
            name: 'a reading every 15 s',
            bars: uses.map((use) => ({
              name: use.kind.name,
              value: perSample(use),
              series: 0,
              note: `${perSample(use)} B`,
            })),
          },
        ],
      }),
    },
    findings: [
      ...uses.map(
        (use): Finding => ({
          measure: `disk: ${use.kind.name}`,
          value: perSample(use),
          unit: 'B per sample',
          ...(use.kind.isGoal === true && { goal: { relation: '<=', value: 1 } as const }),
        }),
      ),
      {
        measure: `disk: worst case of ${retentionDays} days, ${series} series every ${pushIntervalMillis / 1000} s`,
        value: rounded((worst * samples) / 1e6, 0),
        unit: 'MB',
        note: `${worst} B per sample, as random numbers need; as many series as a query may touch; merging takes as much again for a while`,
      },
    ],
  };
}

const slowestShown = 15;
const goalMillis = 300;

export function queriesReport({ panels, series, samples }: QueriesMeasured): Part {
  const p95 = ({ millis }: PanelTimes): number | null =>
    millis.length === 0 ? null : rounded(percentile(millis, 95), 1);
  const bySpeed = panels.toSorted((a, b) => (p95(b) ?? 0) - (p95(a) ?? 0));
  const [slowest] = bySpeed;
  const missed = panels.filter((panel) => (p95(panel) ?? Number.POSITIVE_INFINITY) > goalMillis);
  const failed = panels.filter((panel) => panel.failed > 0);
  return {
    tables: {
      queries: panels.map((panel) => ({
        dashboard: panel.dashboard,
        panel: panel.title,
        queries: panel.expressions.length,
        p50_ms: panel.millis.length === 0 ? null : rounded(percentile(panel.millis, 50), 1),
        p95_ms: p95(panel),
        first_ms: panel.millis[0] === undefined ? null : rounded(panel.millis[0], 1),
        max_ms: panel.millis.length === 0 ? null : rounded(Math.max(...panel.millis), 1),
        failed: panel.failed,
        last_failure: panel.lastFailure ?? null,
      })),
    },
    figures: {
      queries: barChart({
        title: `How long does a panel over 7 days take? The ${slowestShown} slowest of ${panels.length}`,
        x: { label: '95th percentile', unit: 'ms' },
        groups: [
          {
            name: `${series} series, all within their limits and pushing`,
            bars: bySpeed.slice(0, slowestShown).map((panel) => ({
              name: shortened(panel.title),
              value: p95(panel) ?? 0,
              series: 0,
              note: p95(panel) === null ? 'never answered' : `${p95(panel)} ms`,
            })),
          },
        ],
      }),
    },
    findings: [
      {
        measure: `queries: slowest panel of ${panels.length} over 7 days, 95th percentile`,
        value: slowest === undefined ? null : p95(slowest),
        unit: 'ms',
        goal: { relation: '<=', value: goalMillis },
        note: `${slowest?.dashboard}: ${slowest?.title}; ${series} series, ${samples} samples, step ${week.stepSeconds} s`,
      },
      { measure: `queries: panels above ${goalMillis} ms`, value: missed.length, unit: 'panels', note: titles(missed) },
      {
        measure: 'queries: panels that failed',
        value: failed.length,
        unit: 'panels',
        goal: { relation: '<', value: 1 },
        note: titles(failed),
      },
    ],
  };
}

function titles(panels: readonly PanelTimes[]): string {
  return panels.map(({ dashboard, title }) => `${dashboard}: ${title}`).join(', ');
}

/** What fits left of a bar. */
/** To what a bar chart has room for left of its bars. */
function shortened(title: string): string {
  return title.length > 32 ? `${title.slice(0, 31)}…` : title;
}
