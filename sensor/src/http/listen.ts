import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { HttpConfig } from '../config/http-config.ts';

export interface HttpServer {
  /** Where it listens; the port is the real one also where 0 was asked for. */
  readonly url: string;
  /** No new connections; those in use may finish within `timeoutMillis`, then they are cut. */
  close(timeoutMillis: number): Promise<void>;
}

/**
 * Bounds per connection and in sum. A request is a line and a few headers; who is slower than these times, or sends more than
 * this, is no client of ours, and 128 connections of it cost under 3 MB.
 */
const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 20_000, // above the 15 s of a Prometheus that scrapes as often as the sensor pushes
  connectionsCheckingInterval: 5_000,
} as const;
const MAX_CONNECTIONS = 128;
/** Node times a request from its first byte: who never sends one would hold its place for ever, and 128 of them the port. */
const SILENCE_MILLIS = 5_000;

/** @throws what `listen` fails with, `EADDRINUSE` for example. */
export async function listen(handler: RequestListener, { host, port, tls }: HttpConfig): Promise<HttpServer> {
  const server: Server = tls
    ? createTlsServer({ ...limits, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: 5_000 }, handler)
    : createServer(limits, handler);
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = SILENCE_MILLIS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${address.port}`,
    close: (timeoutMillis) => close(server, timeoutMillis),
  };
}

async function close(server: Server, timeoutMillis: number): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), timeoutMillis);
  await closed;
  clearTimeout(cut);
}
