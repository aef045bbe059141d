const timeoutMillis = 3_000;

/** Body of an answer of 2xx; rejects with the status or what went wrong. */
export async function probe(url: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMillis) });
  const body = await response.text();
  if (!response.ok) throw new HttpStatusError(response.status, body);
  return body;
}

/** Answered, but not with 2xx. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';
  readonly status: number;

  constructor(status: number, body: string) {
    super(`HTTP ${status}${body === '' ? '' : `: ${body.slice(0, 200)}`}`);
    this.status = status;
  }
}
