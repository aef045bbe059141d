import { connect, type Socket } from 'node:net';

/** Opens connections that say nothing. They hold until `close`, or until the other side ends them. */
export async function openSilentConnections(port: number, count: number): Promise<SilentConnections> {
  let ended = 0;
  const sockets = Array.from({ length: count }, () => silentSocket(port, () => (ended += 1)));
  await Promise.all(sockets.map(({ opened }) => opened));
  return {
    ended: () => ended,
    close() {
      for (const { socket } of sockets) socket.destroy();
    },
  };
}

export interface SilentConnections {
  /** How many the other side has ended. */
  ended(): number;
  close(): void;
}

function silentSocket(port: number, onEnd: () => void): { socket: Socket; opened: Promise<void> } {
  const socket = connect({ host: '127.0.0.1', port });
  socket.once('close', onEnd);
  const opened = new Promise<void>((resolve) => {
    socket.once('connect', () => resolve());
    // Refused where there are too many: that is an answer as well, and `close` counts it.
    socket.once('error', () => resolve());
  });
  return { socket, opened };
}
