import { rangeQuery } from '../process/range-query.ts';
import { repeat } from '../process/repeat.ts';
import type { DashboardPanel } from '../scaling/dashboard-panels.ts';

export interface DashboardCount {
  /** Each answered query. */
  readonly millis: readonly number[];
  readonly failed: number;
  readonly lastFailure: string | undefined;
}

export interface Dashboard {
  /** Resolves when no query is under way any more. */
  stop(): Promise<DashboardCount>;
}

export const dashboardRange = { hours: 24, stepSeconds: 120, refreshSeconds: 15 } as const;

const range = {
  seconds: dashboardRange.hours * 3600,
  stepSeconds: dashboardRange.stepSeconds,
  timeoutMillis: 15_000,
} as const;

/**
 * Somebody who looks: every 15 s all queries of one dashboard over 24 h, two at a time, as a browser that waits for its turn does; at the
 * next refresh the next dashboard, since one is open at a time and each must fit.
 */
export function startDashboard(url: string, panels: readonly DashboardPanel[]): Dashboard {
  const dashboards = [...Map.groupBy(panels, ({ dashboard }) => dashboard).values()];
  const millis: number[] = [];
  let failed = 0;
  let lastFailure: string | undefined;
  let refreshes = 0;
  const ask = async (expression: string): Promise<void> => {
    const startedAt = performance.now();
    try {
      await rangeQuery(url, expression, range);
      millis.push(performance.now() - startedAt);
    } catch (error) {
      failed += 1;
      lastFailure = `${expression}: ${error instanceof Error ? error.message : String(error)}`;
    }
  };
  const repetition = repeat(dashboardRange.refreshSeconds * 1000, async () => {
    const open = dashboards[refreshes++ % dashboards.length] ?? [];
    const waiting = open.flatMap(({ expressions }) => expressions);
    const worker = async (): Promise<void> => {
      for (let expression = waiting.shift(); expression !== undefined; expression = waiting.shift()) {
        await ask(expression);
      }
    };
    await Promise.all([worker(), worker()]);
  });
  return {
    async stop() {
      await repetition.stop();
      return { millis, failed, lastFailure };
    },
  };
}
