/** First in, first out, with a bound: when full, the oldest makes room, because the newest reading is worth most. */
export interface BoundedQueue<T> {
  readonly capacity: number;
  depth(): number;
  /** Returns the item that was dropped to make room. */
  put(item: T): T | undefined;
  take(): T | undefined;
}

/** @param capacity at least 1. */
export function createBoundedQueue<T>(capacity: number): BoundedQueue<T> {
  if (!Number.isInteger(capacity) || capacity < 1)
    throw new RangeError(`capacity must be a whole number from 1, got ${capacity}`);
  const ring: (T | undefined)[] = new Array(capacity);
  let head = 0;
  let depth = 0;

  const take = (): T | undefined => {
    if (depth === 0) return undefined;
    const item = ring[head];
    ring[head] = undefined; // or the ring would keep what nobody needs any more
    head = (head + 1) % capacity;
    depth -= 1;
    return item;
  };
  return {
    capacity,
    depth: () => depth,
    take,
    put(item) {
      const dropped = depth === capacity ? take() : undefined;
      ring[(head + depth) % capacity] = item;
      depth += 1;
      return dropped;
    },
  };
}
