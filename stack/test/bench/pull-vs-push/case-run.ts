import { type Case, cases } from '../../../bench/pull-vs-push/cases.ts';
import type { CaseRun } from '../../../bench/pull-vs-push/run-case.ts';
import { fillSlots, slotsFrom } from '../../../bench/pull-vs-push/slots.ts';
import { comparedPlans, type SystemPlan } from '../../../bench/pull-vs-push/system-plan.ts';

export const megabyte = 1_000_000;

/** One minute of a system of one component that stored the slots of these indices. */
export function caseRun(
  of: Case,
  plan: SystemPlan,
  storedSlots: readonly number[],
  anonymousBytes = 100 * megabyte,
): CaseRun {
  const expected = slotsFrom(0, 4);
  const timestamps = storedSlots.map((index) => index * 15_000 + 7_000);
  const sample = {
    component: 'service',
    anonymousBytes,
    activeFileBytes: 0,
    fileBytes: 0,
    cpuSeconds: 1,
    writtenBytes: 0,
    majorFaults: 0,
    oomKills: 0,
  };
  return {
    plan,
    of,
    startMillis: 0,
    seconds: 60,
    isCold: true,
    service: 'service',
    slots: fillSlots(expected, new Map(timestamps.map((at) => [at, at + 1_000]))),
    timestamps,
    ages: [{ atMillis: 1_000, ageSeconds: 5, isStoreAway: false }],
    use: [
      { ...sample, seconds: 0 },
      { ...sample, seconds: 5, anonymousBytes: anonymousBytes * 3 },
      { ...sample, seconds: 10 },
    ],
    spent: [{ component: 'service', cpuSeconds: 3, writtenBytes: 6_000 }],
    wireBytes: 60_000,
    answers: { millis: [1, 2, 30], failed: 1 },
    events: [{ seconds: 0.1, what: 'the network is cut' }],
  };
}

export const named = (name: string): Case => {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found;
};

/** Slots stored by faulty pull, fixed pull and push. */
export function inCase(
  name: string,
  stored: readonly (readonly number[])[],
  megabytes = [100, 60, 45],
): readonly CaseRun[] {
  return comparedPlans.map((plan, index) =>
    caseRun(named(name), plan, stored[index] ?? [], (megabytes[index] ?? 0) * megabyte),
  );
}
