import { connect, type IncomingHttpHeaders } from 'node:http2';

/** What an export of nothing is answered with: 0 is taken, 16 is unauthenticated. */
export function grpcStatus(port: number, authority: Buffer, token: string | undefined): Promise<string> {
  const session = connect(`https://127.0.0.1:${port}`, { ca: authority });
  return new Promise<string>((resolve, reject) => {
    session.once('error', reject);
    const stream = session.request({
      ':method': 'POST',
      ':path': '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
      'content-type': 'application/grpc',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    });
    // Not compressed, of no bytes.
    stream.end(Buffer.alloc(5));
    const tell = (headers: IncomingHttpHeaders) => resolve(`${headers['grpc-status']}`);
    stream.once('response', (headers) => headers['grpc-status'] !== undefined && tell(headers));
    stream.once('trailers', tell).once('error', reject).resume();
  }).finally(() => session.destroy());
}
