import { storedNames } from '../../stored-names.ts';
import { createVictoriaMetricsClient } from '../../victoriametrics-client.ts';

/** The one question that both stores are asked. */
export interface StoreReader {
  /** Unix milliseconds of every stored sample of the reading since then. Rejects while the store is away. */
  timestamps(sinceMillis: number): Promise<readonly number[]>;
}

const timeoutMillis = 2_000;

export function victoriaMetricsReader(url: string): StoreReader {
  const client = createVictoriaMetricsClient(url, { timeoutMillis });
  let look = 0;
  return {
    async timestamps(sinceMillis) {
      look += 1; // "no such series" is remembered for ten seconds; each look is another question, by a matcher that no label contradicts
      const series = await client.export(`${storedNames.temperature}{look!="${look}"}`, { fromMillis: sinceMillis });
      return series.flatMap(({ timestampsMillis }) => timestampsMillis);
    },
  };
}

export function prometheusReader(url: string): StoreReader {
  return {
    async timestamps(sinceMillis) {
      const seconds = Math.ceil((Date.now() - sinceMillis) / 1000) + 1;
      const query = new URLSearchParams({ query: `${storedNames.temperature}[${seconds}s]` });
      const response = await fetch(`${url}/api/v1/query?${query}`, { signal: AbortSignal.timeout(timeoutMillis) });
      const body = await response.text();
      if (!response.ok) throw new Error(`HTTP ${response.status}: ${body.slice(0, 200)}`);
      return parseMatrix(body).filter((millis) => millis >= sinceMillis);
    },
  };
}

/** Raw samples of a range selector. */
export function parseMatrix(body: string): readonly number[] {
  const { data } = JSON.parse(body) as { data: { result: { values: [seconds: number, value: string][] }[] } };
  return data.result.flatMap(({ values }) => values.map(([seconds]) => Math.round(seconds * 1000)));
}
