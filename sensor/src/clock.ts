/** Time as a parameter: code that needs it receives one of these, tests pass their own. */
export interface Clock {
  /** Unix time in milliseconds; may jump when the device's clock is set. */
  now(): number;
  /** Milliseconds since an arbitrary moment; never jumps, so ages and durations come from here. */
  monotonic(): number;
}

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
