import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import { callHeaders, framed } from '../../faults/bad-input/grpc-call.ts';

/** A connection that stays open, as an SDK's does. */
export interface GrpcSession {
  /** The status that an export is answered with: 0 is taken, 16 is unauthenticated. */
  export(token: string | undefined, message: Buffer): Promise<string>;
  isOpen(): boolean;
  close(): void;
}

/** Resolves once both sides speak HTTP/2. @param authority undefined: without TLS. */
export function openGrpcSession(port: number, authority: Buffer | undefined): Promise<GrpcSession> {
  const session =
    authority === undefined
      ? connect(`http://127.0.0.1:${port}`)
      : connect(`https://127.0.0.1:${port}`, { ca: authority });
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    session.once('close', () => reject(new Error('closed before anything was said')));
    // The other side's first word. `connect` comes before it, and without TLS from anybody.
    session.once('remoteSettings', () => resolve(sessionOf(session)));
  });
}

function sessionOf(session: ClientHttp2Session): GrpcSession {
  return {
    export: (token, message) => exportOn(session, token, message),
    isOpen: () => !session.closed && !session.destroyed,
    close: () => session.destroy(),
  };
}

function exportOn(session: ClientHttp2Session, token: string | undefined, message: Buffer): Promise<string> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    const stream = session.request({ ...callHeaders, ...authorization });
    const tell = (headers: IncomingHttpHeaders) => resolve(`${headers['grpc-status']}`);
    stream.once('response', (headers) => headers['grpc-status'] !== undefined && tell(headers));
    stream.once('trailers', tell).once('error', reject).resume();
    stream.end(framed(message));
  });
}
