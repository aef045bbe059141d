import { type ClientRequest, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../clock.ts';
import type { ExporterConfig } from '../config/telemetry-config.ts';
import type { Encoding } from '../spool/spooled-push.ts';
import { version } from '../version.ts';
import { contentTypes } from './push-request.ts';
import { retryAfterMillis } from './retry-after.ts';

/** An answer of OTLP is some 20 bytes; what is beyond this is not read. */
const RESPONSE_LIMIT_BYTES = 65_536;

/** OTLP/HTTP names these, and no others, as worth another try. */
const retryableStatuses: readonly number[] = [429, 502, 503, 504];

/** What became of a request. `code` of an error is the HTTP status, Node's error code, or `timeout`. */
export type SendOutcome =
  | { readonly kind: 'accepted'; readonly response: Buffer; readonly dateMillis: number | undefined }
  | { readonly kind: 'refused'; readonly error: SendError; readonly dateMillis: number | undefined }
  /** `answered` false: the connection failed or nothing came in time. */
  | {
      readonly kind: 'retryable';
      readonly error: SendError;
      readonly answered: boolean;
      readonly dateMillis: number | undefined;
      readonly retryAfterMillis: number | undefined;
    };

export class SendError extends Error {
  override readonly name = 'SendError';
  readonly code: string | number;
  constructor(message: string, code: string | number, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface SendOptions {
  readonly encoding: Encoding;
  /** The request is gzip already, and is sent as it is. */
  readonly packed: boolean;
  /** For the whole of it, from the connection to the end of the answer. */
  readonly timeoutMillis: number;
  readonly signal: AbortSignal;
}

export interface OtlpTransport {
  /** Never rejects. */
  send(request: Uint8Array, options: SendOptions): Promise<SendOutcome>;
  close(): void;
}

/** One request, one answer, with the headers that the SDK's transport keeps to itself: Retry-After and Date. No retries: the spool is there for them. */
export function createOtlpTransport(config: ExporterConfig, { clock }: { readonly clock: Clock }): OtlpTransport {
  const url = new URL(config.url);
  const agent = createAgent(config, url);
  const gzip = config.compression === 'gzip';
  const open = (body: Uint8Array, { encoding, packed, signal }: SendOptions): ClientRequest => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent,
      signal,
      headers: {
        'User-Agent': `otel-edge-sensor/${version}`,
        ...config.headers,
        'Content-Type': contentTypes[encoding],
        'Content-Length': body.length,
        ...((gzip || packed) && { 'Content-Encoding': 'gzip' }),
      },
    });
    request.end(body);
    return request;
  };
  const attempt = async (body: Uint8Array, options: SendOptions): Promise<SendOutcome> => {
    const request = open(body, options);
    try {
      return await outcomeOf(await answerTo(request), clock);
    } catch (error) {
      // The server closed an idle connection at the moment it was used again: no answer of its own, so not a failure yet.
      if (request.reusedSocket && isReset(error)) return attempt(body, options);
      return { ...failed(error), answered: false, dateMillis: undefined, retryAfterMillis: undefined };
    }
  };
  return {
    async send(request, options) {
      const body = gzip && !options.packed ? gzipSync(request) : request;
      const ended = new AbortController();
      const end = (): void => ended.abort(options.signal.reason);
      const timer = setTimeout(
        () => ended.abort(new SendError(`no answer within ${options.timeoutMillis} ms`, 'timeout')),
        options.timeoutMillis,
      );
      options.signal.addEventListener('abort', end);
      try {
        return await attempt(body, { ...options, signal: ended.signal });
      } finally {
        clearTimeout(timer);
        options.signal.removeEventListener('abort', end);
      }
    },
    close: () => agent.destroy(),
  };
}

function createAgent(config: ExporterConfig, { protocol }: URL): HttpAgent {
  const options = { keepAlive: true, maxFreeSockets: 2 };
  if (protocol !== 'https:') return new HttpAgent(options);
  return new HttpsAgent({
    ...options,
    ...(config.authorities && { ca: config.authorities }),
    ...(config.clientCertificate && { cert: config.clientCertificate }),
    ...(config.clientKey && { key: config.clientKey }),
  });
}

function answerTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject); // stays: an error after the answer began must not end the process
  });
}

async function outcomeOf(answer: IncomingMessage, clock: Clock): Promise<SendOutcome> {
  const status = answer.statusCode ?? 0;
  const date = Date.parse(answer.headers.date ?? '');
  const dateMillis = Number.isNaN(date) ? undefined : date;
  const response = await bodyOf(answer);
  if (status >= 200 && status <= 299) return { kind: 'accepted', response, dateMillis };
  const error = new SendError(`HTTP ${status} ${answer.statusMessage ?? ''}`.trim(), status);
  if (!retryableStatuses.includes(status)) return { kind: 'refused', error, dateMillis };
  const wait = retryAfterMillis(answer.headers['retry-after'], dateMillis ?? clock.now());
  return { kind: 'retryable', error, answered: true, dateMillis, retryAfterMillis: wait };
}

/** What came of it: the status decides, a body that breaks off changes nothing. */
async function bodyOf(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > RESPONSE_LIMIT_BYTES) break; // which also closes the connection
      chunks.push(chunk);
    }
  } catch {
    return Buffer.alloc(0);
  }
  return Buffer.concat(chunks);
}

function failed(error: unknown): { kind: 'retryable'; error: SendError } {
  const cause = error instanceof Error && error.name === 'AbortError' ? error.cause : error;
  if (cause instanceof SendError) return { kind: 'retryable', error: cause };
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '_OTHER';
  const message = cause instanceof Error ? cause.message : String(cause);
  return { kind: 'retryable', error: new SendError(message, code, { cause }) };
}

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}
