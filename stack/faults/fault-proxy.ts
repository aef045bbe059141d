import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What an endpoint does with the requests that come from now on. */
export type Behaviour =
  | { readonly kind: 'forward' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds?: number }
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Ends the connection with a reset once the request is in. */
  | { readonly kind: 'reset' }
  /** Hands it on, and the answer back so much later. */
  | { readonly kind: 'slow'; readonly millis: number };

export interface FaultProxy {
  readonly url: string;
  behave(behaviour: Behaviour): void;
  /** Requests that did not get the target's answer since the start. */
  disturbed(): number;
  close(): void;
}

/** Stands before a component that takes requests and does to them what networks and overloaded machines do. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  let behaviour: Behaviour = { kind: 'forward' };
  let disturbed = 0;
  const server = createServer(async (incoming, response) => {
    const body = await readAll(incoming).catch(() => undefined);
    if (body === undefined) return;
    if (behaviour.kind !== 'forward') disturbed += 1;
    await answer(behaviour, { incoming, response, body, targetPort });
  });
  // Node's 5 s would end connections under senders that push every 15 s.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave(next) {
      behaviour = next;
      // Those that hang would otherwise do so beyond the end of the fault, until their sender gives up.
      if (next.kind === 'forward') server.closeAllConnections();
    },
    disturbed: () => disturbed,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Buffer;
  readonly targetPort: number;
}

async function answer(behaviour: Behaviour, exchange: Exchange): Promise<void> {
  const { incoming, response } = exchange;
  switch (behaviour.kind) {
    case 'status': {
      const { status, retryAfterSeconds } = behaviour;
      const wait = retryAfterSeconds === undefined ? {} : { 'Retry-After': `${retryAfterSeconds}` };
      response.writeHead(status, { 'Content-Type': 'application/json', ...wait }).end('{}');
      return;
    }
    case 'hang':
      return;
    case 'reset':
      incoming.socket.resetAndDestroy();
      return;
    case 'slow':
      await forward(exchange, behaviour.millis);
      return;
    case 'forward':
      await forward(exchange, 0);
  }
}

/** A target that is not there is a connection that ends: what a sender sees without a proxy. */
async function forward({ incoming, response, body, targetPort }: Exchange, delayMillis: number): Promise<void> {
  const { method = 'POST', url: path = '/', headers } = incoming;
  try {
    const outgoing = request({ host: '127.0.0.1', port: targetPort, method, path, headers, agent: false });
    outgoing.end(body);
    const [answered] = (await once(outgoing, 'response')) as [IncomingMessage];
    const answerBody = await readAll(answered);
    if (delayMillis > 0) await sleep(delayMillis, undefined, { ref: false });
    const { connection: _hop, 'transfer-encoding': _framing, ...kept } = answered.headers;
    response.writeHead(answered.statusCode ?? 502, kept).end(answerBody);
  } catch {
    incoming.socket.destroy();
  }
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
