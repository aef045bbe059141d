const unitMillis: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 };

// setTimeout holds 31 bits of milliseconds (24.8 days) and fires at once above that.
const maxMillis = 24 * 24 * 3_600_000;

/** `90`, `90s`, `5m`, `1h` in milliseconds; undefined for anything else, zero included. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+)([smh]?)$/.exec(text.trim());
  const millis = Number(match?.[1]) * (unitMillis[match?.[2] ?? ''] ?? Number.NaN);
  return millis > 0 && millis <= maxMillis ? millis : undefined;
}

/** `0.4 s`, `12 s`, `3m05s`, `2h07m`: the width hardly changes while it counts. */
export function formatDuration(millis: number): string {
  if (millis < 10_000) return `${(Math.max(0, millis) / 1000).toFixed(1)} s`;
  const seconds = Math.floor(millis / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`;
}
