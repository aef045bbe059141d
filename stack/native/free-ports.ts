import { createServer, type Server } from 'node:net';
import { loopback } from './loopback.ts';

// Below those that Linux gives to outgoing connections (from 32768 on): one of these could take the port in the moment before who it is for listens.
const anywhere = { from: 20_000, count: 12_000 } as const;
const attempts = 100;
// One after the other, so that this process does not promise a port twice.
let nextAnywhere = Math.floor(Math.random() * anywhere.count);

/** So many different ports of loopback on which nobody listens, for processes that are started later. All are held until the last is known. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers: Server[] = [];
  try {
    while (servers.length < count) servers.push(await listenAnywhere());
    return servers.map(portOf);
  } finally {
    await Promise.all(servers.map(close));
  }
}

export async function listenAnywhere(): Promise<Server> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = anywhere.from + (nextAnywhere++ % anywhere.count);
    const server = await listen(port).catch(() => undefined); // in use
    if (server !== undefined) return server;
  }
  return listen(0);
}

/** On loopback; rejects where the port is in use. */
export function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: loopback, port, exclusive: true }, () => resolve(server));
  });
}

export function portOf(server: Server | undefined): number {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
