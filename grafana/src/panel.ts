import type { Unit } from './unit.ts';

/** What a panel is, once, for both places that draw it: render/ makes a Grafana panel of it and one for vmui. */
export type Panel = GraphPanel | StatPanel | TablePanel;

export interface Words {
  readonly title: string;
  /** What is to be seen. */
  readonly shows: string;
  /** What it looks like while all is well. */
  readonly good: string;
  /** What to do when it does not. */
  readonly otherwise: string;
}

export interface Query {
  readonly expr: string;
  /** `{{label}}` stands for a label's value; both places know it. Unlike in one panel, or vmui draws two series in one colour. */
  readonly legend: string;
  /** Default `value`. A limit is a dashed line; an extreme is a thin one. */
  readonly role?: 'value' | 'limit' | 'extreme';
  /** For what Grafana shows by other means: vmui cannot stack. */
  readonly vmuiOnly?: boolean;
  /** Why it may rightly give nothing. Without it a test fails when it does. */
  readonly mayBeEmpty?: string;
}

/** From this value on; the first of a list has none. */
export interface Threshold {
  readonly from?: number;
  readonly level: 'good' | 'warn' | 'bad';
}

interface Drawn extends Words {
  readonly unit: Unit;
  readonly thresholds?: readonly Threshold[];
  /** Of 24 columns; on a phone each panel is as wide as the screen. Default 12. */
  readonly width?: number;
}

export interface GraphPanel extends Drawn {
  readonly kind: 'graph';
  readonly queries: readonly Query[];
  readonly stacked?: boolean;
  /** Where the axis ends while values are smaller. */
  readonly softMax?: number;
}

export interface StatPanel extends Drawn {
  readonly kind: 'stat';
  readonly queries: readonly Query[];
  /** Default `value`. */
  readonly text?: 'value' | 'name';
  /** Shown where the query gives nothing. */
  readonly noValue?: string;
}

/** A row per device, joined by its labels. vmui has no tables: there each column is a graph. */
export interface TablePanel extends Words {
  readonly kind: 'table';
  readonly columns: readonly Column[];
  readonly width?: number;
}

export interface Column extends Drawn {
  readonly expr: string;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export interface Choice {
  /** A selector of series that every device to choose from has. */
  readonly devicesOf: string;
  /** Where Grafana begins: a hundred devices in one graph are too many for a panel, and for a small store. */
  readonly begin: 'all' | 'one';
}

export interface Dashboard {
  /** Address in Grafana and name of the files; never changes. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Without it there is no device to choose. vmui shows all devices. */
  readonly choice?: Choice;
  /** How often Grafana asks again. */
  readonly refresh: '15s' | '30s' | '1m';
  readonly rows: readonly Row[];
}

export const graph = (panel: Omit<GraphPanel, 'kind'>): GraphPanel => ({ kind: 'graph', ...panel });
export const stat = (panel: Omit<StatPanel, 'kind'>): StatPanel => ({ kind: 'stat', ...panel });
export const table = (panel: Omit<TablePanel, 'kind'>): TablePanel => ({ kind: 'table', ...panel });

/** A stat across the whole dashboard. */
export const isBanner = (panel: Panel): boolean => panel.kind === 'stat' && panel.width === 24;

/** Good below the first, bad from the second on. */
export const rising = (warn: number, bad: number): readonly Threshold[] => [
  { level: 'good' },
  { from: warn, level: 'warn' },
  { from: bad, level: 'bad' },
];

/** The other way round: good from the first on, bad below the second. */
export const falling = (warn: number, bad: number): readonly Threshold[] => [
  { level: 'bad' },
  { from: bad, level: 'warn' },
  { from: warn, level: 'good' },
];

/** Memory against its limit: above three quarters too little is left for the pages of the program. */
export const ofLimit = (limit: number): readonly Threshold[] => rising(0.75 * limit, 0.9 * limit);

/** How full it is, 0 to 1, of what may wait for a while: half of it is the time to look, a fifth left the time to act. */
export const filling = rising(0.5, 0.8);
