import { slotMillis } from './slots.ts';

/** What a case can do to a running system. */
export interface Disturbable {
  /** The service to this share of a core. */
  limitService(cpus: number): Promise<void>;
  slowNetwork(): Promise<void>;
  cutNetwork(): Promise<void>;
  mendNetwork(): Promise<void>;
  putServiceToSleep(): Promise<void>;
  wakeService(): Promise<void>;
  stopStore(): Promise<void>;
  startStore(): Promise<void>;
}

export interface Disturbance {
  /** From the start of the first slot. */
  readonly atMillis: number;
  /** As it stands in the record. */
  readonly what: string;
  act(system: Disturbable): Promise<void>;
}

export interface Case {
  readonly name: CaseName | 'faults';
  /** In a table. */
  readonly title: string;
  /** What happens in a run of so many slots. */
  disturbances(slots: number): readonly Disturbance[];
  /** Whether anybody could have a reading of the slot of this index. */
  isPossible(slot: number): boolean;
}

export const caseNames = ['undisturbed', 'cpu', 'slow-network', 'cut-network', 'sleep', 'store-away'] as const;
export type CaseName = (typeof caseNames)[number];

export const cpuShare = 0.05;

/** In seconds of each minute, which is four slots: awake 10 to 30, so slots 0 (its last third) and 1 can be had, 2 and 3 by nobody. */
const awake = { from: 10, to: 30, period: 60 } as const;

/** A disturbance in the middle begins after a fifth of the slots and lasts two fifths, so that there is time to catch up. */
export function middle(slots: number): { readonly from: number; readonly to: number } {
  const from = Math.max(1, Math.round(slots / 5));
  return { from: from * slotMillis, to: Math.max(from + 1, Math.round((slots * 3) / 5)) * slotMillis };
}

export const cases: readonly Case[] = [
  { name: 'undisturbed', title: 'undisturbed', disturbances: () => [], isPossible: () => true },
  {
    name: 'cpu',
    title: 'service held to 5 % of a core',
    disturbances: () => [atOnce(`the service gets ${cpuShare * 100} % of a core`, (to) => to.limitService(cpuShare))],
    isPossible: () => true,
  },
  {
    name: 'slow-network',
    title: 'slow network',
    disturbances: () => [atOnce('the network becomes slow', (to) => to.slowNetwork())],
    isPossible: () => true,
  },
  {
    name: 'cut-network',
    title: 'network cut for two fifths of the time',
    disturbances: (slots) => [
      { atMillis: middle(slots).from, what: 'the network is cut', act: (to) => to.cutNetwork() },
      { atMillis: middle(slots).to, what: 'the network is back', act: (to) => to.mendNetwork() },
    ],
    isPossible: () => true,
  },
  {
    name: 'sleep',
    title: 'service asleep 40 s of each minute',
    disturbances: sleeping,
    isPossible: (slot) => slot % 4 < 2,
  },
  {
    name: 'store-away',
    title: 'store away for two fifths of the time',
    disturbances: (slots) => [
      { atMillis: middle(slots).from, what: 'the store is stopped', act: (to) => to.stopStore() },
      { atMillis: middle(slots).to, what: 'the store is started', act: (to) => to.startStore() },
    ],
    isPossible: () => true,
  },
];

function atOnce(what: string, act: Disturbance['act']): Disturbance {
  return { atMillis: 0, what, act };
}

function sleeping(slots: number): readonly Disturbance[] {
  const seconds = (slots * slotMillis) / 1000;
  const minutes = Array.from({ length: Math.ceil(seconds / awake.period) }, (_, index) => index * awake.period);
  const all: readonly Disturbance[] = minutes.flatMap((from) => [
    { atMillis: (from + awake.to) * 1000, what: 'the service sleeps', act: (to) => to.putServiceToSleep() },
    { atMillis: (from + awake.period + awake.from) * 1000, what: 'the service wakes', act: (to) => to.wakeService() },
  ]);
  return all.filter(({ atMillis }) => atMillis < seconds * 1000);
}
