import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { StoreFacts } from '../gather/store.ts';
import { inMebibytes } from '../in-words.ts';

/** -retentionPeriod in victoriametrics/flags.env. */
const retentionSeconds = 7 * 86_400;
/** -storage.minFreeDiskSpaceBytes there, for where the store cannot be asked. */
const minFreeBytes = 256 * 1024 * 1024;
// VictoriaMetrics' README speaks of about a byte; until there are enough points to measure it, a small index and small parts would make it hundreds.
const usualRowBytes = 1;
const enoughRows = 100_000;

export function checkDisk(facts: Facts): readonly Finding[] {
  const store = valueFrom(facts.store);
  if (store !== undefined) return retention(store, valueFrom(facts.series)?.rowsPerSecond ?? store.rowsPerSecond);
  const disk = valueFrom(facts.disk);
  if (disk === undefined || disk.freeBytes >= minFreeBytes) return [];
  const seen = `${inMebibytes(disk.freeBytes)} are free; below ${inMebibytes(minFreeBytes)} VictoriaMetrics takes nothing in.`;
  return [{ name: 'disk-full', severity: 'error', subject: disk.path, seen, action: makeRoom }];
}

const makeRoom =
  'Make room: docker system df shows what images and containers take, sudo du -xh / | sort -h | tail the rest. For good: a larger disk, fewer series, or a shorter VM_retentionPeriod in victoriametrics/flags.env.';

/** Whether a week of what comes in now fits, and the reserve below which nothing is taken in. */
function retention(store: StoreFacts, rowsPerSecond: number): readonly Finding[] {
  const { rows, rowBytes, freeDiskBytes, minFreeDiskBytes, isReadOnly } = store;
  // Read-only says it already.
  if (isReadOnly) return [];
  if (freeDiskBytes < minFreeDiskBytes) {
    const seen = `${inMebibytes(freeDiskBytes)} are free; below ${inMebibytes(minFreeDiskBytes)} VictoriaMetrics takes nothing in.`;
    return [{ name: 'disk-full', severity: 'error', seen, action: makeRoom }];
  }
  const bytesPerRow = rows >= enoughRows ? rowBytes / rows : usualRowBytes;
  const growthBytes = Math.max(0, retentionSeconds * rowsPerSecond * bytesPerRow - rowBytes);
  if (freeDiskBytes - growthBytes >= minFreeDiskBytes) return [];
  const rate = `${rowsPerSecond.toFixed(1)} points a second at ${bytesPerRow.toFixed(1)} bytes`;
  const seen = `Seven days of what comes in now (${rate}) take ${inMebibytes(growthBytes)} more, and ${inMebibytes(freeDiskBytes)} are free, of which ${inMebibytes(minFreeDiskBytes)} must stay free.`;
  return [{ name: 'disk-too-small', severity: 'warning', seen, action: makeRoom }];
}
