import { Agent, type RequestOptions, request } from 'node:https';

export interface DevicesTarget {
  readonly port: number;
  /** What the device trusts. */
  readonly ca: Buffer;
}

export type PushOptions = Pick<RequestOptions, 'agent' | 'headers' | 'minVersion' | 'maxVersion' | 'ciphers'>;

/** The status that one push to the port for other devices is answered with. */
export function pushOverTls(
  target: DevicesTarget,
  token: string | undefined,
  body: string | Buffer,
  options: PushOptions = {},
): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  // agent: false, or Node would keep the connection, and no later push would see another certificate.
  const fixed = { host: '127.0.0.1', path: '/v1/metrics', method: 'POST', agent: false, timeout: 15_000 } as const;
  return new Promise((resolve, reject) => {
    const sent = request({ ...fixed, ...target, ...options, headers }, (response) =>
      response.resume().on('end', () => resolve(response.statusCode ?? 0)),
    );
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('no answer within 15 s')));
    sent.end(body);
  });
}

/** One connection, used again: what a revoked device may still have open. */
export function keptConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
