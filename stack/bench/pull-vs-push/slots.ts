/** Wall clock, counted from 1970: the same slots for every system, and what a push interval or a scrape interval of 15 s should fill once each. */
export const slotMillis = 15_000;

/** Start of the slot that a moment falls into. */
export function slotOf(millis: number): number {
  return Math.floor(millis / slotMillis) * slotMillis;
}

/** Starts of `count` slots from the first that begins at or after a moment. */
export function slotsFrom(millis: number, count: number): readonly number[] {
  const first = Math.ceil(millis / slotMillis) * slotMillis;
  return Array.from({ length: count }, (_, index) => first + index * slotMillis);
}

/** Timestamp of a sample -> when the store was first seen to hold it; both Unix milliseconds. */
export type SeenSamples = ReadonlyMap<number, number>;

export interface Slot {
  readonly startMillis: number;
  /** When the store was first seen to hold a sample of it; undefined: never. */
  readonly seenMillis: number | undefined;
}

export interface SlotCount {
  readonly expected: number;
  readonly stored: number;
  readonly lost: number;
  /** Stored, but later than a slot after its own end. */
  readonly late: number;
  /** Runs of lost slots. */
  readonly gaps: number;
  readonly longestGapSeconds: number;
}

export function fillSlots(expected: readonly number[], samples: SeenSamples): readonly Slot[] {
  const seen = new Map<number, number>();
  for (const [timestamp, seenMillis] of samples) {
    const slot = slotOf(timestamp);
    seen.set(slot, Math.min(seenMillis, seen.get(slot) ?? Number.POSITIVE_INFINITY));
  }
  return expected.map((startMillis) => ({ startMillis, seenMillis: seen.get(startMillis) }));
}

export function isLate({ startMillis, seenMillis }: Slot): boolean {
  return seenMillis !== undefined && seenMillis > startMillis + 2 * slotMillis;
}

export function countSlots(slots: readonly Slot[]): SlotCount {
  const stored = slots.filter(({ seenMillis }) => seenMillis !== undefined).length;
  const gaps = lostRuns(slots);
  return {
    expected: slots.length,
    stored,
    lost: slots.length - stored,
    late: slots.filter(isLate).length,
    gaps: gaps.length,
    longestGapSeconds: (Math.max(0, ...gaps) * slotMillis) / 1000,
  };
}

/** Lengths of the runs of lost slots, in expected slots: one that nobody could have filled does not end a run. */
function lostRuns(slots: readonly Slot[]): readonly number[] {
  const runs: number[] = [];
  let run = 0;
  for (const { seenMillis } of slots) {
    if (seenMillis === undefined) run += 1;
    else if (run > 0) runs.push(run);
    if (seenMillis !== undefined) run = 0;
  }
  return run > 0 ? [...runs, run] : runs;
}
