import { rangeQuery } from '../process/range-query.ts';
import { repeat } from '../process/repeat.ts';
import { dashboardQueries, dashboardRange } from './dashboard-queries.ts';

export interface DashboardCount {
  /** How long each answer took. */
  readonly millis: readonly number[];
  readonly failed: number;
  /** What the last failure said. */
  readonly lastFailure: string | undefined;
}

export interface Dashboard {
  stop(): Promise<DashboardCount>;
}

const range = {
  seconds: dashboardRange.hours * 3600,
  stepSeconds: dashboardRange.stepSeconds,
  timeoutMillis: 15_000,
} as const;

/** An open dashboard: all panels every 15 s over 24 h, two at a time, as a browser that waits for its turn does. */
export function startDashboard(url: string): Dashboard {
  const millis: number[] = [];
  let failed = 0;
  let lastFailure: string | undefined;
  const ask = async (expression: string): Promise<void> => {
    const startedAt = performance.now();
    try {
      await rangeQuery(url, expression, range);
      millis.push(performance.now() - startedAt);
    } catch (error) {
      failed += 1;
      lastFailure = error instanceof Error ? error.message : String(error);
    }
  };
  const repetition = repeat(dashboardRange.refreshSeconds * 1000, async () => {
    const waiting = dashboardQueries.map(({ expression }) => expression);
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
