import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Conversation {
  readonly port: number;
  /** Sent one after the other, with `pauseMillis` between them. */
  readonly parts: readonly (Buffer | string)[];
  readonly pauseMillis?: number;
  /** Says that it has nothing more to say, behind the last part. */
  readonly endsItsSide?: boolean;
  readonly boundMillis?: number;
}

/** A status of HTTP; `closed`: the other side ended the connection without one; `silent`: neither within the bound. */
export type Answer = number | 'closed' | 'silent';

/** One connection, byte by byte as given: what HTTP clients refuse to send. */
export async function exchange(conversation: Conversation): Promise<Answer> {
  const { port, parts, pauseMillis = 0, endsItsSide = false, boundMillis = 20_000 } = conversation;
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  let received = '';
  const answered = new Promise<Answer>((resolve) => {
    const bound = setTimeout(() => resolve('silent'), boundMillis);
    const settle = (answer: Answer): void => {
      clearTimeout(bound);
      resolve(answer);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const status = finalStatus(received);
      if (status !== undefined) settle(status);
    });
    socket.on('error', () => settle('closed')); // reset; what had come before was read before
    socket.on('end', () => settle('closed'));
    socket.on('close', () => settle('closed'));
  });
  try {
    void send();
    return await answered;
  } finally {
    socket.destroy();
  }

  async function send(): Promise<void> {
    for (const [index, part] of parts.entries()) {
      if (index > 0 && pauseMillis > 0) await sleep(pauseMillis);
      if (socket.destroyed) return;
      if (!socket.write(part)) await drained();
    }
    if (endsItsSide) socket.end();
  }

  /** A side that does not read must not pile up megabytes here; the bound ends the wait. */
  function drained(): Promise<void> {
    return new Promise((resolve) => {
      socket.once('drain', resolve);
      socket.once('close', () => resolve());
    });
  }
}

/** "100 Continue" is none. */
function finalStatus(text: string): number | undefined {
  for (const match of text.matchAll(/HTTP\/1\.[01] (\d{3})/g)) if (match[1] !== '100') return Number(match[1]);
  return undefined;
}
