export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestampMillis: number;
}

export interface ExportedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly timestampsMillis: readonly number[];
}

export interface VictoriaMetricsClient {
  /** Instant query, past every cache and including the newest points. */
  query(expression: string, options?: { readonly atMillis?: number }): Promise<readonly Sample[]>;
  queryRange(expression: string, range: QueryRange): Promise<readonly ExportedSeries[]>;
  /** Raw points, exactly as stored. */
  export(
    selector: string,
    range?: { readonly fromMillis?: number; readonly toMillis?: number },
  ): Promise<readonly ExportedSeries[]>;
  /** Series that match and have points in the range (by default: ever). */
  seriesCount(selector: string, range?: { readonly fromMillis?: number }): Promise<number>;
  /** Rows taken in since VictoriaMetrics' start, from its own counters, whatever protocol they came by. */
  insertedRows(): Promise<number>;
  /** Makes points that were just taken in visible at once; without it they are within about two seconds. */
  flush(): Promise<void>;
}

export interface QueryRange {
  readonly fromMillis: number;
  readonly toMillis: number;
  readonly stepMillis: number;
}

/** Answered with another status than 200, or not at all; the message names the path. */
export class VictoriaMetricsError extends Error {
  override readonly name = 'VictoriaMetricsError';
}

const defaultTimeoutMillis = 5_000;

export function createVictoriaMetricsClient(
  url: string,
  { timeoutMillis = defaultTimeoutMillis }: { readonly timeoutMillis?: number } = {},
): VictoriaMetricsClient {
  const get = async (path: string, parameters: Record<string, string> = {}): Promise<string> => {
    const address = `${url}${path}?${new URLSearchParams(parameters)}`;
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(timeoutMillis) });
      const body = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${body.slice(0, 500)}`);
      return body;
    } catch (error) {
      throw new VictoriaMetricsError(`${path} failed`, { cause: error });
    }
  };
  // An answer of "no such metric" is cached for ten seconds, and the newest points are held back by -search.latencyOffset.
  const fresh = { nocache: '1', latency_offset: '1ms' };
  return {
    async query(expression, { atMillis } = {}) {
      const time = atMillis === undefined ? {} : { time: seconds(atMillis) };
      const body = await get('/api/v1/query', { query: expression, ...fresh, ...time });
      return parseResult<InstantResult>(body).map(({ metric, value }) => ({
        labels: metric,
        value: Number(value[1]),
        timestampMillis: value[0] * 1000,
      }));
    },
    async queryRange(expression, { fromMillis, toMillis, stepMillis }) {
      const range = { start: seconds(fromMillis), end: seconds(toMillis), step: seconds(stepMillis) };
      const body = await get('/api/v1/query_range', { query: expression, ...fresh, ...range });
      return parseResult<RangeResult>(body).map(({ metric, values }) => ({
        labels: metric,
        values: values.map((point) => Number(point[1])),
        timestampsMillis: values.map((point) => point[0] * 1000),
      }));
    },
    async export(selector, { fromMillis = 0, toMillis } = {}) {
      const end = toMillis === undefined ? {} : { end: seconds(toMillis) };
      const body = await get('/api/v1/export', { 'match[]': selector, start: seconds(fromMillis), ...end });
      return parseExport(body);
    },
    async seriesCount(selector, { fromMillis = 0 } = {}) {
      const body = await get('/api/v1/series', { 'match[]': selector, start: seconds(fromMillis) });
      return (JSON.parse(body) as { data: unknown[] }).data.length;
    },
    async insertedRows() {
      return sumOfCounter(await get('/metrics'), 'vm_rows_inserted_total');
    },
    async flush() {
      await get('/internal/force_flush');
    },
  };
}

interface InstantResult {
  readonly metric: Record<string, string>;
  readonly value: [number, string];
}

interface RangeResult {
  readonly metric: Record<string, string>;
  readonly values: [number, string][];
}

function parseResult<Result>(body: string): Result[] {
  return (JSON.parse(body) as { data: { result: Result[] } }).data.result;
}

/** JSON lines; `start` in seconds, for a negative one would be taken as relative to now. */
function parseExport(body: string): ExportedSeries[] {
  return body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { metric, values, timestamps } = JSON.parse(line) as {
        metric: Record<string, string>;
        values: number[];
        timestamps: number[];
      };
      return { labels: metric, values, timestampsMillis: timestamps };
    });
}

/** The sum over all label sets of one counter in Prometheus text. */
export function sumOfCounter(text: string, name: string): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    if (line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}

function seconds(millis: number): string {
  return `${millis / 1000}`;
}
