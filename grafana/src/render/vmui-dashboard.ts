import { describe } from '../common.ts';
import { chosenDevice, rateWindow } from '../expression.ts';
import { senderLegend } from '../fleet/heartbeat.ts';
import { type Column, type Dashboard, isBanner, type Panel, type Query } from '../panel.ts';
import type { Unit } from '../unit.ts';

/** What VictoriaMetrics 1.143 reads from the files of -vmui.customDashboardsPath (app/vmselect/vmui.go there). */
export interface VmuiDashboard {
  readonly title: string;
  readonly rows: readonly { readonly title: string; readonly panels: readonly VmuiPanel[] }[];
}

export interface VmuiPanel {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly expr: readonly string[];
  readonly alias: readonly string[];
  /** Of 12 columns. */
  readonly width: number;
}

// Two beside each other; the same for all, because on a phone vmui puts panels of different widths beside each other, and cuts them off.
const width = 6;
// vmui draws twenty series of a panel and shows a warning about the others.
const mostSeries = 20;

export const vmuiDashboard = ({ title, rows }: Dashboard): VmuiDashboard => ({
  title,
  rows: rows.map((row) => ({ title: row.title, panels: inOrder(row.panels).flatMap(vmuiPanels) })),
});

/** A banner stays first. What is one number in Grafana beside is a graph like others here, mostly a flat one: nothing to begin with. */
const inOrder = (panels: readonly Panel[]): readonly Panel[] => panels.toSorted((a, b) => place(a) - place(b));

function place(panel: Panel): number {
  if (isBanner(panel)) return 0;
  return panel.kind === 'stat' ? 2 : 1;
}

function vmuiPanels(panel: Panel): readonly VmuiPanel[] {
  if (panel.kind === 'table') return panel.columns.map(columnPanel);
  const { title, queries, unit } = panel;
  return [
    {
      title,
      description: describe(panel),
      unit: unit.vmui,
      expr: queries.map(({ expr }) => vmuiExpression(expr, unit)),
      alias: queries.map(({ legend }: Query) => legend),
      width,
    },
  ];
}

/** A line per sender: those with the highest values, where there are many. */
function columnPanel(column: Column): VmuiPanel {
  return {
    title: column.title,
    description: describe(column),
    unit: column.unit.vmui,
    expr: [vmuiExpression(`topk_max(${mostSeries}, ${column.expr})`, column.unit)],
    alias: [senderLegend],
    width,
  };
}

/** There is nothing to choose in vmui, so it shows every device; and MetricsQL knows the window of a rate better than a fixed one. */
export function vmuiExpression(expr: string, { scale }: Unit): string {
  const everywhere = withoutMatcher(expr.replaceAll(rateWindow, ''), chosenDevice);
  if (scale === undefined) return everywhere;
  return isSelector.test(everywhere) ? `${everywhere} ${scale}` : `(${everywhere}) ${scale}`;
}

const isSelector = /^\w+(\{[^}]*\})?$/;

/** vmui writes each query above its legend: what says nothing is left out. */
const withoutMatcher = (expr: string, matcher: string): string =>
  expr.replaceAll(`{${matcher}}`, '').replaceAll(`{${matcher},`, '{').replaceAll(`,${matcher}`, '');
