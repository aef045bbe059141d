import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { urlToHttpOptions } from 'node:url';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface AskOptions {
  /** PEM of the one certificate that an https:// server has to show; undefined: any that the system's authorities vouch for. */
  readonly certificateFile?: string | undefined;
  readonly signal: AbortSignal;
}

/** A GET to a component of this device; rejects when there is no answer, whatever the status of one. */
export async function ask(url: string, { certificateFile, signal }: AskOptions): Promise<Answer> {
  if (certificateFile !== undefined) return askPinned(url, certificateFile, signal);
  const response = await fetch(url, { signal });
  return { status: response.status, body: await response.text() };
}

/**
 * The very certificate of the file, byte for byte, in place of authority, names and dates: only who has its key can complete the
 * handshake, and the file is the server's own. The usual checks would refuse a good one here: its names are those that others reach
 * the device by, most often not 127.0.0.1, and before the clock is set it is not valid yet.
 */
async function askPinned(url: string, certificateFile: string, signal: AbortSignal): Promise<Answer> {
  const expected = new X509Certificate(await readFile(certificateFile));
  // Brackets around an IPv6 address belong to the URL alone.
  const { hostname, port } = urlToHttpOptions(new URL(url));
  const socket = connect({ host: `${hostname}`, port: Number(port), rejectUnauthorized: false });
  try {
    await once(socket, 'secureConnect', { signal });
    // Before the first byte of the request: nothing is sent to, and nothing taken from, another server.
    if (socket.getPeerX509Certificate()?.raw.equals(expected.raw) !== true)
      throw new OtherCertificateError(certificateFile);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { createConnection: () => socket, signal }, resolve).on('error', reject);
    });
    return { status: response.statusCode ?? 0, body: await text(response) };
  } catch (error) {
    // Its reason tells a timeout from an interruption; the error of an event does not.
    signal.throwIfAborted();
    throw error;
  } finally {
    socket.destroy();
  }
}

/** Another program listens there, or the file was renewed after the server had read it. */
export class OtherCertificateError extends Error {
  override readonly name = 'OtherCertificateError';

  constructor(certificateFile: string) {
    super(`it shows another certificate than ${certificateFile} holds; after a renewal it has to be started again`);
  }
}
