import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import type { Spool } from '../spool/spool.ts';
import type { SpooledPush, Stamp } from '../spool/spooled-push.ts';
import type { Delivery } from './delivery.ts';
import type { SendOutcome } from './otlp-transport.ts';
import type { PushClock } from './push-clock.ts';
import type { PushCounters } from './push-counters.ts';
import { restampPush } from './push-request.ts';

/**
 * Between two kept pushes: 20 a second at most, 300 times faster than they came at 15 s, and for the processor of the endpoint, which may have a hundred
 * devices come back at once, as slow as it can be without anybody noticing: an hour of pushes takes 12 s, a day 5 minutes.
 */
const PAUSE_MILLIS = 50;
/** Far above any push; what unpacks to more was never packed by this service. */
const REQUEST_LIMIT_BYTES = 16_777_216;

type Sent = SendOutcome | 'clock' | 'damaged';

export interface ReplayDeps {
  readonly delivery: Delivery;
  readonly spool: Spool;
  readonly pushClock: PushClock;
  readonly counters: PushCounters;
}

/** Sends what waits, oldest first, while nothing else is sent and the newest push has arrived. */
export interface Replay {
  /** A fresh push begins; nothing kept is sent until it is through. The result is told whether it arrived. */
  pause(): (arrived: boolean) => void;
  /** Sends all that waits without pausing, until it is sent or something is in the way. */
  flush(): Promise<void>;
  stop(): void;
}

export function createReplay({ timeoutMillis }: { readonly timeoutMillis: number }, deps: ReplayDeps): Replay {
  let fresh = 0;
  let clear = false;
  let stopped = false;
  let running: Promise<void> | undefined;
  let flushing = false;

  const mayGoOn = (): boolean =>
    clear &&
    fresh === 0 &&
    !stopped &&
    deps.delivery.pausedBy() === undefined &&
    deps.pushClock.verdict() === 'trusted';

  const run = async (): Promise<void> => {
    while (mayGoOn()) {
      const push = await deps.spool.oldest();
      if (push === undefined || !mayGoOn()) return;
      if (!(await sendKept(push, timeoutMillis, deps))) return; // until the next fresh push has arrived
      if (!flushing) await sleep(PAUSE_MILLIS, undefined, { ref: false });
    }
  };
  const start = (): Promise<void> => {
    running ??= run().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    pause() {
      fresh += 1;
      return (arrived) => {
        fresh -= 1;
        clear = arrived;
        if (arrived) void start(); // run settles its own errors: nothing that it calls rejects
      };
    },
    async flush() {
      flushing = true;
      await running;
      await start();
    },
    stop() {
      stopped = true;
    },
  };
}

/** False when the endpoint does not take it now; it then stays. */
async function sendKept(push: SpooledPush, timeoutMillis: number, deps: ReplayDeps): Promise<boolean> {
  const outcome = await sendCorrected(push, timeoutMillis, deps);
  if (typeof outcome === 'string') deps.counters.dropped(outcome, 1);
  else if (outcome.kind === 'retryable') return false;
  else if (outcome.kind === 'accepted') deps.counters.replayed();
  else deps.counters.dropped('refused', 1);
  await deps.spool.remove(push);
  return true;
}

/** What became of it, or why it cannot be sent. As it lies in the spool, unless its times were taken by a wrong clock. */
async function sendCorrected(push: SpooledPush, timeoutMillis: number, deps: ReplayDeps): Promise<Sent> {
  const stamp = deps.pushClock.corrected(push.stamp);
  if (stamp === undefined) return 'clock';
  if (stamp !== push.stamp) return sendUnpacked(push, stamp, timeoutMillis, deps);
  // Packed, whatever OTEL_EXPORTER_OTLP_COMPRESSION says: unpacking each took anonymous memory up by 8 MB over 480 pushes, and so by 4 (November 2026).
  const outcome = await deps.delivery.send({ ...push, packed: true }, timeoutMillis);
  const mayDislikeGzip = outcome.kind === 'refused' && (outcome.error.code === 400 || outcome.error.code === 415);
  return mayDislikeGzip ? sendUnpacked(push, stamp, timeoutMillis, deps) : outcome;
}

async function sendUnpacked(push: SpooledPush, stamp: Stamp, timeoutMillis: number, deps: ReplayDeps): Promise<Sent> {
  const { encoding, points } = push;
  let body: Buffer;
  try {
    body = gunzipSync(push.body, { maxOutputLength: REQUEST_LIMIT_BYTES });
  } catch {
    return 'damaged'; // its checksum was right, so it was written like that
  }
  if (stamp !== push.stamp) body = restampPush(body, encoding, push.stamp, stamp);
  return deps.delivery.send({ body, encoding, points, packed: false }, timeoutMillis);
}
