/** Timestamps of a week at the push interval, ending now; the first minutes of it are left to the retention. */
export function weekOfPushes(untilMillis: number, intervalMillis: number): readonly number[] {
  const count = Math.floor((7 * 86_400_000 - 600_000) / intervalMillis);
  return Array.from({ length: count }, (_, index) => untilMillis - (count - 1 - index) * intervalMillis);
}

export interface ImportSeries {
  /** With __name__. */
  readonly labels: Readonly<Record<string, string>>;
  readonly timestamps: readonly number[];
  /** As many. */
  readonly values: readonly number[];
}

/** A line of /api/v1/import. */
export function importLine({ labels, timestamps, values }: ImportSeries): string {
  return `${JSON.stringify({ metric: labels, values, timestamps })}\n`;
}

/** @throws where the store does not take it. */
export async function importSeries(url: string, series: ImportSeries): Promise<void> {
  const response = await fetch(`${url}/api/v1/import`, { method: 'POST', body: importLine(series) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`import failed: HTTP ${response.status}: ${answer.slice(0, 200)}`);
}
