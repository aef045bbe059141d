export interface RangeQuery {
  /** How far back from now. */
  readonly seconds: number;
  readonly stepSeconds: number;
  readonly timeoutMillis: number;
  /** Past the store's cache of earlier answers, which a dashboard that is opened after a while does not find either. */
  readonly noCache?: boolean;
}

/** Asks a store as a dashboard's panel does, to know that and when it answers. @throws where it answers with anything but success. */
export async function rangeQuery(
  url: string,
  expression: string,
  { seconds, stepSeconds, timeoutMillis, noCache = false }: RangeQuery,
): Promise<void> {
  const end = Math.floor(Date.now() / 1000);
  const parameters = new URLSearchParams({
    query: expression,
    start: String(end - seconds),
    end: String(end),
    step: String(stepSeconds),
    ...(noCache && { nocache: '1' }),
  });
  const response = await fetch(`${url}/api/v1/query_range?${parameters}`, {
    signal: AbortSignal.timeout(timeoutMillis),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${body.slice(0, 600)}`);
}
