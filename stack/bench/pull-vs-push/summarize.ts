import type { ComponentUse } from '../components/component.ts';
import { median } from '../statistics.ts';
import type { CaseRun } from './run-case.ts';
import { countSlots, type SlotCount, slotOf } from './slots.ts';

/** Medians of memory over the measured time; of everything else what it came to in that time. */
export interface ComponentSummary extends ComponentUse {
  readonly component: string;
}

/** One run in one line. */
export interface RunSummary extends SlotCount {
  readonly case: string;
  readonly system: string;
  /** Measured. */
  readonly seconds: number;
  readonly components: readonly ComponentSummary[];
  /** Anonymous and active file pages of all components together. */
  readonly memoryBytes: { readonly median: number; readonly highest: number };
  readonly cpuSeconds: number;
  readonly serviceCpuSeconds: number;
  readonly serviceAnonymousBytes: { readonly median: number; readonly highest: number };
  readonly writtenBytes: number;
  readonly wireBytes: number;
  readonly ageSeconds: { readonly median: number; readonly highest: number };
  /** Of /sensor; null: none was answered. */
  readonly answerMillis: { readonly median: number; readonly highest: number } | null;
  readonly answersFailed: number;
  /** Where in its slot a sample's timestamp is, median: near 0 or 15 a slot may be missed by a millisecond. */
  readonly phaseSeconds: number | null;
}

export function summarize(run: CaseRun): RunSummary {
  const components = run.spent.map(({ component, cpuSeconds, writtenBytes }) => {
    const samples = run.use.filter((sample) => sample.component === component);
    return {
      component,
      cpuSeconds,
      writtenBytes,
      anonymousBytes: median(samples.map(({ anonymousBytes }) => anonymousBytes)),
      activeFileBytes: median(samples.map(({ activeFileBytes }) => activeFileBytes)),
      fileBytes: median(samples.map(({ fileBytes }) => fileBytes)),
      majorFaults: (samples.at(-1)?.majorFaults ?? 0) - (samples[0]?.majorFaults ?? 0),
      oomKills: samples.at(-1)?.oomKills ?? 0,
    };
  });
  const service = components.find(({ component }) => component === run.service);
  const serviceBytes = run.use
    .filter(({ component }) => component === run.service)
    .map(({ anonymousBytes }) => anonymousBytes);
  const memory = [...Map.groupBy(run.use, ({ seconds }) => seconds).values()].map((samples) =>
    total(samples, ({ anonymousBytes, activeFileBytes }) => anonymousBytes + activeFileBytes),
  );
  return {
    ...countSlots(run.slots),
    case: run.of.name,
    system: run.plan.name,
    seconds: run.seconds,
    components,
    memoryBytes: middleAndTop(memory),
    cpuSeconds: total(components, ({ cpuSeconds }) => cpuSeconds),
    serviceCpuSeconds: service?.cpuSeconds ?? 0,
    serviceAnonymousBytes: middleAndTop(serviceBytes),
    writtenBytes: total(components, ({ writtenBytes }) => writtenBytes),
    wireBytes: run.wireBytes,
    ageSeconds: middleAndTop(run.ages.map(({ ageSeconds }) => ageSeconds)),
    answerMillis: run.answers.millis.length === 0 ? null : middleAndTop(run.answers.millis),
    answersFailed: run.answers.failed,
    phaseSeconds: phaseOf(run.timestamps),
  };
}

export function total<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}

function middleAndTop(values: readonly number[]): { readonly median: number; readonly highest: number } {
  return { median: median(values), highest: Math.max(...values) };
}

function phaseOf(timestamps: readonly number[]): number | null {
  const phases = timestamps.map((timestamp) => timestamp - slotOf(timestamp));
  return phases.length === 0 ? null : median(phases) / 1000;
}
