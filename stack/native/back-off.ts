export interface BackOffOptions {
  readonly firstMillis: number;
  readonly maxMillis: number;
  /** Having lived this long, a component starts again from the first delay. */
  readonly goodLifeMillis: number;
}

/** 30 s at most: a component whose cause is repaired is back within half a minute. */
export const defaultBackOff: BackOffOptions = { firstMillis: 1_000, maxMillis: 30_000, goodLifeMillis: 60_000 };

export interface BackOff {
  /** How long to wait before the next start, given how long the last life was. */
  next(livedMillis: number): number;
}

export function createBackOff({ firstMillis, maxMillis, goodLifeMillis }: BackOffOptions): BackOff {
  let delay = firstMillis;
  return {
    next(livedMillis) {
      if (livedMillis >= goodLifeMillis) delay = firstMillis;
      const now = delay;
      delay = Math.min(delay * 2, maxMillis);
      return now;
    },
  };
}
