/** Time as a parameter: code that needs it receives one of these, tests pass their own. */
export interface Clock {
  /** Unix time in milliseconds; may jump when the device's clock is set. */
  now(): number;
  /** Milliseconds since the device was started, or another moment that stays; never jumps, so ages and durations come from here. */
  monotonic(): number;
}

/** hrtime counts from the start of the device and performance.now() from that of the process, which is the cheaper to read. */
const startedAt = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** The machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => startedAt + performance.now(),
};
