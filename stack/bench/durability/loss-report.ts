import type { Finding, Row } from '../benchmark.ts';
import { dotChart } from '../chart/dot-chart.ts';
import { median, range, rounded } from '../statistics.ts';
import { type Loss, pushIntervalMillis } from './measure-losses.ts';

export function lossRow({ variant, fault, round, acknowledged, missing, reachesBackSeconds, setAside }: Loss): Row {
  return {
    variant,
    fault,
    round,
    acknowledged,
    missing,
    reaches_back_s: reachesBackSeconds,
    queue_files_set_aside: setAside,
  };
}

export function lossFindings(losses: readonly Loss[]): readonly Finding[] {
  return groups(losses).map(({ name, rows }) => {
    const seconds = rows.map(lostSeconds);
    const [lowest, highest] = range(seconds);
    const reach = Math.max(...rows.map(({ reachesBackSeconds }) => reachesBackSeconds));
    const setAside = rows.reduce((sum, row) => sum + row.setAside, 0);
    return {
      measure: `acknowledged data lost: ${name}`,
      value: rounded(median(seconds), 1),
      unit: 's',
      range: [rounded(lowest, 1), rounded(highest, 1)],
      note: `${rows.length} rounds; oldest lost push ${reach} s before the fault; queue files set aside: ${setAside}`,
    };
  });
}

export function lossFigure(losses: readonly Loss[]): string {
  return dotChart({
    title: 'Acknowledged data that a fault of all components costs',
    x: { label: 'lost', unit: 's', from: 0 },
    groups: groups(losses).map(({ name, rows }) => {
      const values = rows.map(lostSeconds);
      return { name, values, median: median(values) };
    }),
  });
}

function lostSeconds({ missing }: Loss): number {
  return (missing * pushIntervalMillis) / 1000;
}

function groups(losses: readonly Loss[]) {
  const byName = Map.groupBy(losses, ({ variant, fault }) => `${variant}, ${fault}`);
  return [...byName].map(([name, rows]) => ({ name, rows }));
}
