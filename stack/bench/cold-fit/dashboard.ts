import { setTimeout as sleep } from 'node:timers/promises';
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

const timeoutMillis = 15_000;

/** An open dashboard: all panels every 15 s over 24 h, two at a time, as a browser that waits for its turn does. */
export function startDashboard(url: string): Dashboard {
  const stopping = new AbortController();
  const millis: number[] = [];
  let failed = 0;
  let lastFailure: string | undefined;
  const ask = async (expression: string): Promise<void> => {
    const startedAt = performance.now();
    try {
      await rangeQuery(url, expression);
      millis.push(performance.now() - startedAt);
    } catch (error) {
      failed += 1;
      lastFailure = error instanceof Error ? error.message : String(error);
    }
  };
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const next = performance.now() + dashboardRange.refreshSeconds * 1000;
      const waiting = dashboardQueries.map(({ expression }) => expression);
      const worker = async (): Promise<void> => {
        for (let expression = waiting.shift(); expression !== undefined; expression = waiting.shift()) {
          await ask(expression);
        }
      };
      await Promise.all([worker(), worker()]);
      await sleep(Math.max(0, next - performance.now()), undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = loop();
  return {
    async stop() {
      stopping.abort();
      await running;
      return { millis, failed, lastFailure };
    },
  };
}

async function rangeQuery(url: string, expression: string): Promise<void> {
  const end = Math.floor(Date.now() / 1000);
  const parameters = new URLSearchParams({
    query: expression,
    start: String(end - dashboardRange.hours * 3600),
    end: String(end),
    step: String(dashboardRange.stepSeconds),
  });
  const response = await fetch(`${url}/api/v1/query_range?${parameters}`, {
    signal: AbortSignal.timeout(timeoutMillis),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${body.slice(0, 200)}`);
}
