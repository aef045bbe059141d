import { ask } from '../ask.ts';

const timeoutMillis = 3_000;

/**
 * Body of an answer of 2xx; rejects with the status or what went wrong.
 * @param certificateFile PEM of the certificate that an https:// server has to show.
 */
export async function probe(url: string, certificateFile?: string): Promise<string> {
  const { status, body } = await ask(url, { certificateFile, signal: AbortSignal.timeout(timeoutMillis) });
  if (status < 200 || status > 299) throw new HttpStatusError(status, body);
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
