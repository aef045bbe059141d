import { connect } from 'node:net';
import { loopback } from '../../native/loopback.ts';
import type { PortBinding } from '../port-binding.ts';

export interface PortFacts {
  readonly service: string;
  readonly port: number;
  readonly isListening: boolean;
}

// On loopback a connection takes less than a millisecond, or is refused.
const timeoutMillis = 1_000;

/** Who listens where a service that does not run would have to. */
export function readPorts(bindings: readonly PortBinding[]): Promise<readonly PortFacts[]> {
  return Promise.all(
    bindings.map(async ({ service, hostAddress, hostPort }) => {
      const address = /^(\d+\.){3}\d+$/.test(hostAddress) && hostAddress !== '0.0.0.0' ? hostAddress : loopback;
      return { service, port: hostPort, isListening: await isListening(address, hostPort) };
    }),
  );
}

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMillis });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
