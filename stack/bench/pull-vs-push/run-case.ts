import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComponentUse } from '../components/component.ts';
import { type UseSample, watchUse } from '../components/watch-use.ts';
import { dropCaches } from '../process/cold-cache.ts';
import { type SensorAnswers, startSensorClient } from './ask-sensor.ts';
import type { Case, Disturbance } from './cases.ts';
import { disturbable } from './disturbable.ts';
import { fillSlots, type Slot, slotMillis, slotOf, slotsFrom } from './slots.ts';
import type { SystemPlan } from './system-plan.ts';
import { createSystem, type System, type SystemDeps } from './systems.ts';
import { type StoreAge, watchStore } from './watch-store.ts';

export interface CaseRun {
  readonly plan: SystemPlan;
  readonly of: Case;
  /** First slot's begin. */
  readonly startMillis: number;
  readonly seconds: number;
  readonly isCold: boolean;
  /** Which of the components it is. */
  readonly service: string;
  /** The possible ones only. */
  readonly slots: readonly Slot[];
  /** Of the samples, Unix milliseconds. */
  readonly timestamps: readonly number[];
  readonly ages: readonly StoreAge[];
  readonly use: readonly UseSample[];
  /** From the first slot's begin to the last one's end. */
  readonly spent: readonly (Pick<ComponentUse, 'cpuSeconds' | 'writtenBytes'> & { readonly component: string })[];
  readonly wireBytes: number;
  readonly answers: SensorAnswers;
  /** What was done to it, and when (seconds after the start). */
  readonly events: readonly { readonly seconds: number; readonly what: string }[];
}

/** Where in a slot the service is started: its own interval and the slot's ends must not fall together, or a millisecond decides. */
const startInSlotMillis = 6_000;
const firstSampleMillis = 60_000;
/** After the last slot, without disturbance: two intervals for what was kept back. */
export const settleMillis = 30_000;

/** One system in one case, from a cold start to the last late sample. Nothing of it is left afterwards. */
export async function runCase(plan: SystemPlan, of: Case, slotCount: number, deps: SystemDeps): Promise<CaseRun> {
  const isCold = await dropCaches();
  const system = await createSystem(plan, deps);
  try {
    for (const component of system.components) {
      if (component === system.service) await sleepUntil(slotOf(Date.now()) + slotMillis + startInSlotMillis);
      await component.start();
    }
    await waitForFirstSample(system);
    return { ...(await measure(system, of, slotCount, deps)), plan, of, isCold, service: system.service.name };
  } finally {
    await deps.link.mend();
    for (const component of system.components.toReversed()) await component.remove();
    await rm(deps.folder, { recursive: true, force: true });
  }
}

async function measure(system: System, of: Case, slotCount: number, deps: SystemDeps) {
  const slots = slotsFrom(Date.now(), slotCount);
  const startMillis = slots[0] ?? 0;
  const endMillis = startMillis + slotCount * slotMillis;
  await sleepUntil(startMillis);
  const before = await readAll(system, deps);
  const store = watchStore(system.reader, startMillis);
  const use = watchUse(system.components, startMillis);
  const client = startSensorClient(system.sensorUrl);
  const target = disturbable(system, deps.link);
  try {
    const events = await disturb(of.disturbances(slotCount), startMillis, target);
    await sleepUntil(endMillis);
    const [samples, after] = [await use.stop(), await readAll(system, deps)];
    const answers = await client.stop();
    await target.undo();
    await sleep(settleMillis);
    await store.stop();
    return {
      startMillis,
      seconds: (slotCount * slotMillis) / 1000,
      slots: fillSlots(
        slots.filter((_, index) => of.isPossible(index)),
        store.seen,
      ),
      timestamps: [...store.seen.keys()],
      ages: store.ages.filter(({ atMillis }) => atMillis <= endMillis),
      use: samples,
      ...spentBetween(before, after),
      answers,
      events,
    };
  } finally {
    // After a failure they would go on for ever; stopped a second time they do nothing.
    await Promise.allSettled([use.stop(), client.stop(), store.stop()]);
  }
}

async function disturb(
  disturbances: readonly Disturbance[],
  startMillis: number,
  target: Parameters<Disturbance['act']>[0],
): Promise<CaseRun['events']> {
  const events: { seconds: number; what: string }[] = [];
  for (const { atMillis, what, act } of disturbances) {
    await sleepUntil(startMillis + atMillis);
    events.push({ seconds: (Date.now() - startMillis) / 1000, what });
    await act(target);
  }
  return events;
}

interface Counters {
  readonly use: readonly (ComponentUse & { readonly component: string })[];
  readonly wireBytes: number;
}

async function readAll({ components }: System, { link }: SystemDeps): Promise<Counters> {
  await Promise.all(components.map((one) => one.flush()));
  const use = await Promise.all(components.map(async (one) => ({ component: one.name, ...(await one.use()) })));
  return { use, wireBytes: await link.bytes() };
}

function spentBetween(before: Counters, after: Counters): Pick<CaseRun, 'spent' | 'wireBytes'> {
  const spent = after.use.map(({ component, cpuSeconds, writtenBytes }, index) => ({
    component,
    cpuSeconds: cpuSeconds - (before.use[index]?.cpuSeconds ?? 0),
    writtenBytes: writtenBytes - (before.use[index]?.writtenBytes ?? 0),
  }));
  return { spent, wireBytes: after.wireBytes - before.wireBytes };
}

/** @throws where none comes: such a run would say nothing of the case, only that the system does not work here. */
async function waitForFirstSample({ reader }: System): Promise<void> {
  const since = Date.now() - slotMillis;
  const deadline = performance.now() + firstSampleMillis;
  while ((await reader.timestamps(since).catch(() => [])).length === 0) {
    if (performance.now() > deadline) throw new Error(`no sample within ${firstSampleMillis / 1000} s of the start`);
    await sleep(200);
  }
}

async function sleepUntil(unixMillis: number): Promise<void> {
  await sleep(Math.max(0, unixMillis - Date.now()));
}
