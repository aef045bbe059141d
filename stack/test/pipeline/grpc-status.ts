import { connect, type IncomingHttpHeaders } from 'node:http2';
import { callHeaders, framed } from '../../faults/bad-input/grpc-call.ts';

/** What an export of nothing is answered with: 0 is taken, 16 is unauthenticated. */
export function grpcStatus(port: number, authority: Buffer, token: string | undefined): Promise<string> {
  const session = connect(`https://127.0.0.1:${port}`, { ca: authority });
  return new Promise<string>((resolve, reject) => {
    session.once('error', reject);
    const stream = session.request({
      ...callHeaders,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    });
    stream.end(framed(Buffer.alloc(0)));
    const tell = (headers: IncomingHttpHeaders) => resolve(`${headers['grpc-status']}`);
    stream.once('response', (headers) => headers['grpc-status'] !== undefined && tell(headers));
    stream.once('trailers', tell).once('error', reject).resume();
  }).finally(() => session.destroy());
}
