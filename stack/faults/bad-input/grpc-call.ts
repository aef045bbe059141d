import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import type { Ports } from '../../native/ports.ts';
import type { Answer } from './exchange.ts';

/** https://grpc.io/docs/guides/status-codes/ */
export const grpcStatus = { ok: 0, unknown: 2, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;

export interface GrpcCall {
  readonly headers?: OutgoingHttpHeaders;
  readonly body: Buffer;
}

const boundMillis = 15_000;

export const callHeaders: OutgoingHttpHeaders = {
  ':method': 'POST',
  ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** A connection of its own to the collector's gRPC port; `closed` or `silent` where that is all that comes of it. */
export async function withSession(
  ports: Ports,
  work: (session: ClientHttp2Session) => Promise<Answer>,
): Promise<Answer> {
  const session = connect(`http://127.0.0.1:${ports.otlpGrpc}`);
  const failed = new Promise<Answer>((resolve) => {
    session.once('error', () => resolve('closed'));
    session.once('close', () => resolve('closed'));
    setTimeout(() => resolve('silent'), boundMillis).unref();
  });
  try {
    return await Promise.race([work(session), failed]);
  } finally {
    session.destroy();
  }
}

/** The status of gRPC, or of HTTP where that comes first. */
export function ask(session: ClientHttp2Session, { headers: own, body }: GrpcCall): Promise<Answer> {
  return new Promise((resolve) => {
    const stream = session.request({ ...callHeaders, ...own }, { endStream: false });
    let status: Answer = 'closed';
    const note = (seen: Record<string, unknown>): void => {
      if (seen[':status'] !== undefined && seen[':status'] !== 200) status = Number(seen[':status']);
      else if (seen['grpc-status'] !== undefined) status = Number(seen['grpc-status']);
    };
    stream.on('response', note);
    stream.on('trailers', note);
    stream.on('error', () => {});
    stream.on('close', () => resolve(status));
    stream.resume();
    stream.end(body);
  });
}

/** The five bytes before a message: whether it is compressed, and its length. */
export function framed(message: Buffer, { compressed: flag = false, length = message.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag ? 1 : 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}
