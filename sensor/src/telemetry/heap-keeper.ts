import type { Clock } from '../clock.ts';
import type { PushParticipant } from './pusher.ts';

/** A full collection takes 11 ms on a desktop core (12 MB of live data): once a minute that is 0.02 % of it. */
const INTERVAL_MILLIS = 60_000;
/** Share of a core. A forced collection throws optimised code away, so a service that works for its living is left alone: V8 collects by itself then. */
const BUSY = 0.1;

export interface HeapKeeperDeps {
  readonly clock: Clock;
  /** Processor time of the process so far. */
  readonly cpuMillis: () => number;
  /** V8's own full collection (`--expose-gc`); undefined where the service was started without the flag. */
  readonly collectGarbage: (() => void) | undefined;
  /** Runs the work once the push has been dealt with. */
  readonly defer: (work: () => void) => void;
}

/**
 * Collects garbage after a push, at most once a minute. Left alone, V8 lets what pushes leave behind pile up to its limit before it looks:
 * anonymous memory wandered between 30 and 40 MB; kept like this it grows by less than 1 MB over 1,000 pushes (docs/measurements/growth), and what a device has
 * is memory, not a free processor's milliseconds.
 */
export function createHeapKeeper({ clock, cpuMillis, collectGarbage, defer }: HeapKeeperDeps): PushParticipant {
  let collectedAt = clock.monotonic();
  let lastPush = { at: clock.monotonic(), cpuMillis: cpuMillis() };
  const isBusy = (): boolean => {
    const now = { at: clock.monotonic(), cpuMillis: cpuMillis() };
    const share = (now.cpuMillis - lastPush.cpuMillis) / (now.at - lastPush.at);
    lastPush = now;
    return share > BUSY;
  };
  return {
    beginPush() {},
    endPush() {
      if (collectGarbage === undefined || isBusy() || clock.monotonic() - collectedAt < INTERVAL_MILLIS) return;
      collectedAt = clock.monotonic();
      defer(collectGarbage);
    },
  };
}
