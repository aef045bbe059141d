import type { Variant, VariantLimits } from '../../stack/limits.ts';
import { budget } from './budget/index.ts';
import { device } from './device/index.ts';
import { fleet } from './fleet/index.ts';
import type { Dashboard } from './panel.ts';
import { pipeline } from './pipeline/index.ts';

/** What is known elsewhere and drawn here. */
export interface Inputs {
  /** From the compose files. */
  readonly limits: Readonly<Record<Variant, VariantLimits>>;
  /** What all of them together may take. */
  readonly budgetBytes: number;
  /** Free disk below which VictoriaMetrics takes nothing more, from its flags. */
  readonly diskReserveBytes: number;
}

/** In the order in which they are listed: what is looked at most comes first. */
export const dashboards = (inputs: Inputs): readonly Dashboard[] => [
  device(inputs),
  fleet(),
  pipeline(inputs),
  budget(inputs),
];
