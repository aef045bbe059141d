import { gzipSync } from 'node:zlib';
import type { SpooledPush, Stamp } from '../../src/spool/spooled-push.ts';
import { bootId } from '../fakes.ts';

export const stamp: Stamp = {
  collectedAtMillis: 1_800_000_015_000,
  startedAtMillis: 1_800_000_000_000,
  clockOffsetMillis: 1_799_999_999_000,
  bootId,
  trusted: true,
};

/** A push that says its number. `bytes` of noise make it as large as a test wants. */
export function keptPush(number: number, { bytes = 0 } = {}): SpooledPush {
  const noise = Buffer.from(
    Array.from({ length: bytes }, (_, i) => (i * 2_654_435_761 * (number + 1)) >>> 13),
  ).toString('base64');
  const body = gzipSync(JSON.stringify({ number, noise: noise.slice(0, bytes) }));
  return { body, encoding: 'json', points: 3, stamp };
}
