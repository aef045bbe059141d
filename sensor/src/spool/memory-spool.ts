import type { SpooledPush } from './spooled-push.ts';

/** Objects around a body: 380 bytes by the heap's growth over 20,000 of them, November 2026. */
const OVERHEAD_BYTES = 384;

export interface MemorySpool {
  sizeBytes(): number;
  pushes(): number;
  /** @returns how many pushes were dropped to make room, oldest first; the new one itself when it is larger than the limit. */
  put(push: SpooledPush): number;
  oldest(): SpooledPush | undefined;
  /** Does nothing when it is no longer there. */
  remove(push: SpooledPush): void;
}

export function createMemorySpool({ limitBytes }: { readonly limitBytes: number }): MemorySpool {
  const waiting: SpooledPush[] = [];
  let sizeBytes = 0;
  const bytesOf = ({ body }: SpooledPush): number => body.length + OVERHEAD_BYTES;
  const shift = (): void => {
    const push = waiting.shift();
    if (push !== undefined) sizeBytes -= bytesOf(push);
  };
  return {
    sizeBytes: () => sizeBytes,
    pushes: () => waiting.length,
    put(push) {
      if (bytesOf(push) > limitBytes) return 1;
      let dropped = 0;
      for (; sizeBytes + bytesOf(push) > limitBytes; dropped += 1) shift();
      waiting.push({ ...push, body: ownCopy(push.body) });
      sizeBytes += bytesOf(push);
      return dropped;
    },
    oldest: () => waiting[0],
    remove(push) {
      if (waiting[0] === push) shift();
    },
  };
}

/** zlib hands out a view of a 16 KiB chunk, which would stay alive for its 2 KiB. */
function ownCopy(body: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(body.length);
  body.copy(copy);
  return copy;
}
