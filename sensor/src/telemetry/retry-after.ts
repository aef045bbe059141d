/** A longer wait than this is not believed: a date of a year ahead would silence the device for a year. */
const LIMIT_MILLIS = 300_000;

/**
 * Milliseconds to wait by a Retry-After header, which is seconds or a date.
 * @param nowMillis what the date is compared with: the answer's own Date where there is one, for the device's clock may be wrong.
 */
export function retryAfterMillis(header: string | undefined, nowMillis: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  const millis = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMillis;
  return Number.isNaN(millis) ? undefined : Math.min(Math.max(millis, 0), LIMIT_MILLIS);
}
