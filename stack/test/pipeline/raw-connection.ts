import type { Socket } from 'node:net';

/** A connection on which a test writes what it likes. */
export function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect'): Promise<S> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => {
      // What happens to it later is what a test asks about.
      socket.on('error', () => {});
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

/** undefined: it ended without an answer. */
export function firstLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    socket.once('data', (data) => resolve(data.toString('latin1').split('\r\n')[0]));
    socket.once('close', () => resolve(undefined));
  });
}

/** When the other side has ended it; the test's own time limit is the bound. */
export function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.readableEnded) return resolve();
    socket.resume();
    const end = () => {
      socket.destroy();
      resolve();
    };
    socket.once('end', end).once('close', end);
  });
}
