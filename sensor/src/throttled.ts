import type { Clock } from './clock.ts';

/** One line a minute: a sensor that fails every second would otherwise wear the flash with its log. */
const INTERVAL_MILLIS = 60_000;

/** Says a repeated message at once, then at most once a minute with the number of times it was not said. */
export interface Throttled {
  say(write: (suppressed: number) => void): void;
  /** The trouble is over: the next one is said at once. */
  reset(): void;
}

export function createThrottled(clock: Clock): Throttled {
  let saidAt = Number.NEGATIVE_INFINITY;
  let suppressed = 0;
  return {
    say(write) {
      if (clock.monotonic() - saidAt < INTERVAL_MILLIS) {
        suppressed += 1;
        return;
      }
      saidAt = clock.monotonic();
      write(suppressed);
      suppressed = 0;
    },
    reset() {
      saidAt = Number.NEGATIVE_INFINITY;
      suppressed = 0;
    },
  };
}
