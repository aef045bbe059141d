import { storedNames } from '../stored-names.ts';
import type { VictoriaMetricsClient } from '../victoriametrics-client.ts';
import type { Reporter } from './stack-event.ts';

/** null: nothing is known (yet, or while VictoriaMetrics is away). */
export interface Status {
  /** Rows stored since this run began, of every sender. */
  readonly storedRows: number | null;
  /** Readings that wait in the sensor. */
  readonly queueDepth: number | null;
  /** What waits in the collector for VictoriaMetrics. */
  readonly queuedBatches: number | null;
  readonly errors: number | null;
}

export interface StatusReader {
  read(): Promise<Status>;
}

// One request: VictoriaMetrics answers two at a time, and the dashboards want theirs as well.
const expression = `union(${[
  ['queueDepth', storedNames.queueDepth],
  ['queuedBatches', storedNames.collectorQueueSize],
  ['errors', storedNames.scrapeErrors],
]
  .map(([alias, name]) => `alias(sum(${name}), "${alias}")`)
  .join(', ')})`;

export function createStatusReader(client: VictoriaMetricsClient): StatusReader {
  const rows = createCounter();
  return {
    async read() {
      const [storedRows, samples] = await Promise.all([
        client.insertedRows().then(rows.add, () => null),
        client.query(expression).catch(() => []),
      ]);
      const known = (alias: string): number | null =>
        samples.find(({ labels: { __name__ } }) => __name__ === alias)?.value ?? null;
      return {
        storedRows,
        queueDepth: known('queueDepth'),
        queuedBatches: known('queuedBatches'),
        errors: known('errors'),
      };
    },
  };
}

/** A counter that begins anew with its process: what it had reached before is added. */
export function createCounter(): { add(value: number): number } {
  let before = 0;
  let last = 0;
  return {
    add(value) {
      if (value < last) before += last;
      last = value;
      return before + value;
    },
  };
}

/** Reports every `reporter.statusMillis`; a slow answer skips a turn. Returns the function that ends it. */
export function startStatusReports(reader: StatusReader, reporter: Reporter, startedAtMillis: number): () => void {
  let isBusy = false;
  let hasEnded = false;
  const report = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    const status = await reader.read();
    isBusy = false;
    if (!hasEnded) reporter.report({ event: 'status', uptimeMillis: Date.now() - startedAtMillis, ...status });
  };
  void report();
  const timer = setInterval(() => void report(), reporter.statusMillis);
  return () => {
    hasEnded = true;
    clearInterval(timer);
  };
}
