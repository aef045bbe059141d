import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { pushIntervalMillis, seriesPerDevice } from './load-points.ts';

export interface LoadOptions {
  readonly url: string;
  readonly contentType: string;
  readonly devices: number;
  readonly intervalMillis?: number;
  body(device: number, millis: number): string;
}

export interface LoadCount {
  readonly acknowledgedPoints: number;
  /** Answered with another status, or not at all: the device knows that they are not stored. */
  readonly refusedPoints: number;
}

export interface Load {
  /** Timestamp of the first push. */
  readonly startedAtMillis: number;
  count(): LoadCount;
  /** Resolves when no push is under way any more. */
  stop(): Promise<LoadCount>;
}

const timeoutMillis = 10_000;

/** Devices that push every 15 s, evenly spread over the interval, whatever the other side does. */
export function startLoad({ url, contentType, devices, intervalMillis = pushIntervalMillis, body }: LoadOptions): Load {
  const stopping = new AbortController();
  setMaxListeners(devices, stopping.signal); // each device waits on it
  let acknowledgedPoints = 0;
  let refusedPoints = 0;
  const push = async (device: number): Promise<void> => {
    const sent = body(device, Date.now());
    const isTaken = await post(url, contentType, sent);
    if (isTaken) acknowledgedPoints += seriesPerDevice;
    else refusedPoints += seriesPerDevice;
  };
  const startedAtMillis = Date.now();
  const startedAt = performance.now();
  const deviceLoop = async (device: number): Promise<void> => {
    for (let tick = 0; ; tick += 1) {
      // By the clock, not by the last answer: slow answers must not make the load smaller.
      const at = startedAt + (tick + device / devices) * intervalMillis;
      await sleep(Math.max(0, at - performance.now()), undefined, { signal: stopping.signal });
      await push(device);
    }
  };
  const loops = Array.from({ length: devices }, (_, device) =>
    deviceLoop(device).catch((error: unknown) => {
      if (!stopping.signal.aborted) throw error;
    }),
  );
  const count = (): LoadCount => ({ acknowledgedPoints, refusedPoints });
  return {
    startedAtMillis,
    count,
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      return count();
    },
  };
}

async function post(url: string, contentType: string, body: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
      signal: AbortSignal.timeout(timeoutMillis),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
