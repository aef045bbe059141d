import type { Binaries } from '../binaries/resolve-all.ts';
import type { ComponentId } from '../native/commands.ts';
import type { Phase } from './phase.ts';

/** What one occurrence of a fault cost. */
export interface Round {
  /** Which one, where a scenario has several. */
  readonly variant: string;
  /** That had to be stored: acknowledged, or kept by their sender. */
  readonly pushes: number;
  readonly lost: number;
  /** Stored with two times or more, after the store's deduplication. */
  readonly duplicated: number;
  /** Most that the documents allow; 0 where nothing may be lost. */
  readonly allowedLost: number;
  /** From the end of the fault to a stored sample that was taken after it; null where it was not looked at. */
  readonly freshSeconds: number | null;
  /** From the same moment until everything that had waited was stored, or until nothing of it came any more. */
  readonly drainSeconds: number | null;
  /** How long a device, which pushes every 15 s, takes for what had waited; null where nothing worth a figure did. */
  readonly backlogSeconds: number | null;
  /** What else is worth knowing. */
  readonly note: string;
  /** What else is not as the documents say; empty: nothing. */
  readonly problem: string;
  readonly phases?: readonly Phase[];
}

export interface ScenarioContext {
  readonly root: string;
  readonly binaries: Binaries;
  /** In [0, 1), the same for the same seed. */
  readonly random: () => number;
  /** Real outages and the device's own settings; otherwise everything is shorter and each kind of fault happens once. */
  readonly isLong: boolean;
  readonly rounds: number;
  /** Prefix of a component's command, to have it run within limits. */
  readonly enter: Partial<Readonly<Record<ComponentId, readonly string[]>>>;
  /** Where the pipeline's folder is made; by default among the system's temporary ones. */
  readonly parent?: string;
  /** Empties the page cache, as after a reboot; does nothing in the short form, beside which others work. */
  readonly dropCaches: () => Promise<unknown>;
  /** What it does now. */
  readonly tell: (text: string) => void;
  /** Each round as soon as it is over: what follows may be interrupted. */
  readonly ended: (round: Round) => void;
}

export interface ScenarioResult {
  /** Those that came to their end. */
  readonly rounds: readonly Round[];
  /** Of anonymous memory, over the whole scenario. */
  readonly peakBytes: Readonly<Record<ComponentId, number>>;
  /** Why it did not come to its own end; undefined where it did. */
  readonly failure: unknown;
}

/** One row of the fault matrix. */
export interface Scenario {
  readonly name: string;
  /** What happens. */
  readonly fault: string;
  /** What may be lost by it, as the documents say. */
  readonly promise: string;
  readonly needsRoot: boolean;
  /** Its times and its memory are figures of their own: in the long form nothing runs beside it. */
  readonly isAlone?: true;
  /** How often, in the short and in the long form. */
  readonly rounds: { readonly short: number; readonly long: number };
  run(context: ScenarioContext): Promise<ScenarioResult>;
}

export function isKept({ lost, duplicated, allowedLost, problem }: Round): boolean {
  return lost <= allowedLost && duplicated === 0 && problem === '';
}
