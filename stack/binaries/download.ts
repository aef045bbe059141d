import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorText } from '../stack-error.ts';

export interface DownloadLimits {
  readonly maxBytes: number;
  readonly totalMillis: number;
  /** The longest silence: a server that hangs is given up long before the total time. */
  readonly idleMillis: number;
}

export interface DownloadOptions extends DownloadLimits {
  readonly signal: AbortSignal;
  readonly onProgress?: (receivedBytes: number, totalBytes: number | undefined) => void;
}

/** Every failure names the address. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** Writes the body of `url` to `file` and returns its SHA-256. */
export async function download(url: string, file: string, options: DownloadOptions): Promise<string> {
  const hash = createHash('sha256');
  await receive(url, options, async (body, watch) => {
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(watch(chunk.length), chunk);
      },
    });
    await pipeline(body, measure, createWriteStream(file, { flags: 'wx' }));
  });
  return hash.digest('hex');
}

export async function downloadText(url: string, options: DownloadOptions): Promise<string> {
  const chunks: Buffer[] = [];
  await receive(url, options, async (body, watch) => {
    for await (const chunk of body) {
      const fault = watch(chunk.length);
      if (fault !== null) throw fault;
      chunks.push(chunk);
    }
  });
  return Buffer.concat(chunks).toString('utf8');
}

/** Called with each chunk's length; returns what is wrong, if anything is. */
type Watch = (bytes: number) => Error | null;

async function receive(
  url: string,
  options: DownloadOptions,
  consume: (body: Readable, watch: Watch) => Promise<void>,
): Promise<void> {
  const idle = new AbortController();
  const giveUp = (): void => idle.abort(new Error(`nothing received for ${options.idleMillis / 1000} s`));
  let idleTimer = setTimeout(giveUp, options.idleMillis);
  const total = AbortSignal.timeout(options.totalMillis);
  const signal = AbortSignal.any([options.signal, idle.signal, total]);
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const totalBytes = Number(response.headers.get('content-length')) || undefined;
    let received = 0;
    const watch: Watch = (bytes) => {
      received += bytes;
      clearTimeout(idleTimer);
      idleTimer = setTimeout(giveUp, options.idleMillis);
      options.onProgress?.(received, totalBytes);
      return received > options.maxBytes ? new Error(`larger than ${options.maxBytes} bytes`) : null;
    };
    await consume(Readable.fromWeb(response.body), watch);
  } catch (error) {
    options.signal.throwIfAborted();
    const reason = idle.signal.aborted ? idle.signal.reason : total.aborted ? total.reason : error;
    throw new DownloadError(`${url}: ${errorText(reason)}`, { cause: error });
  } finally {
    clearTimeout(idleTimer);
  }
}
