import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PushSink {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** Pushes answered so far. */
  pushes(): number;
  bytes(): number;
  close(): void;
}

/** Takes every push and answers 200 at once: a collector that costs the machine next to nothing. */
export async function startPushSink(host = '127.0.0.1'): Promise<PushSink> {
  let pushes = 0;
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      pushes += 1;
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  // Node's 5 s would close connections that a paused sensor believes to be open.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    pushes: () => pushes,
    bytes: () => bytes,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
