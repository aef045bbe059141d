import { join } from 'node:path';
import { type Binaries, resolveAll } from '../../binaries/resolve-all.ts';
import { eventually } from '../../faults/eventually.ts';
import { createRealPipeline, type RealPipeline } from '../../faults/real-pipeline.ts';
import type { VictoriaMetricsClient } from '../../victoriametrics-client.ts';

export { eventually } from '../../faults/eventually.ts';
export type { RealPipeline as Pipeline } from '../../faults/real-pipeline.ts';
export { writeSteadyRecording } from '../../faults/steady-recording.ts';
export type { ComponentId } from '../../native/commands.ts';

export const root = join(import.meta.dirname, '../../..');

/** Set by the test command where collector and VictoriaMetrics cannot be had; in CI it fails instead. */
export const withoutBinaries = process.env['STACK_TESTS_WITHOUT_BINARIES'] === 'true';

const silent = {
  step: () => ({ detail() {}, done() {}, failed() {} }),
  note() {},
};

/** The real ones, by the same rules as `npm start`. */
export function binaries(): Promise<Binaries> {
  return resolveAll(root, { env: process.env, progress: silent, signal: new AbortController().signal });
}

/** Real processes on free ports of loopback, with their data in a folder of their own. */
export async function createPipeline(): Promise<RealPipeline> {
  return createRealPipeline({ root, binaries: await binaries() });
}

/**
 * Waits until at least `points` points of a metric are stored. For the first look at one: VictoriaMetrics' index remembers "no such
 * series" for ten seconds, so every look here is another one, by a matcher that no label contradicts.
 */
export async function stored(store: VictoriaMetricsClient, name: string, points = 1): Promise<void> {
  let look = 0;
  await eventually(
    () => {
      look += 1;
      return store.export(`${name}{look!="${look}"}`);
    },
    (series) => series.reduce((sum, { values }) => sum + values.length, 0) >= points,
  );
}
