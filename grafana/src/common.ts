import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as common from '@grafana/grafana-foundation-sdk/common';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import type { Words } from './panel.ts';

/** The house look of Grafana's panels, and what all of them share. */

/** As grafana/provisioning has it. */
export const dataSource = { type: 'prometheus', uid: 'victoriametrics' };

/** The push interval: there is nothing to be seen between two pushes. */
export const minInterval = '15s';

export const tag = 'otel-edge';

/** Grafana's own names, so that a change of theme changes them too. */
export const colours = { good: 'green', warn: 'orange', bad: 'red' } as const;

export const graphHeight = 8;
export const statHeight = 4;
export const tableHeight = 10;

/** As Markdown, which both Grafana and vmui show: what is there, what good looks like, what to do otherwise. */
export const describe = ({ shows, good, otherwise }: Omit<Words, 'title'>): string =>
  [shows, `**Good:** ${good}`, `**Otherwise:** ${otherwise}`].join('\n\n');

export const legend = () =>
  new common.VizLegendOptionsBuilder()
    .displayMode(common.LegendDisplayMode.List)
    .placement(common.LegendPlacement.Bottom)
    .showLegend(true)
    .calcs([]);

export const tooltip = () =>
  new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending);

export const lastValue = () => new common.ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false);

/** Each dashboard leads to the others, with the same device and time. */
export function otherDashboards(): Builder<dashboard.DashboardLink> {
  // The SDK's default hides links in a menu.
  const { placement: _menu, ...link } = new dashboard.DashboardLinkBuilder('Dashboards')
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(false)
    .includeVars(true)
    .keepTime(true)
    .build();
  return { build: () => link };
}
