import { type Variant, variantFiles } from '../../limits.ts';

/** One start from a cold page cache: a service alone, or a variant as a whole. */
export interface Scenario {
  readonly name: string;
  readonly files: readonly string[];
  /** Undefined: all of the variant. */
  readonly service: string | undefined;
  /** Of the stated load; each pushes 100 series every 15 s. 0: no load. */
  readonly devices: number;
  /** Whether somebody looks at the dashboards. */
  readonly isWatched: boolean;
  readonly minutes: number;
  readonly hasGrafana: boolean;
}

const loadDevices: Readonly<Record<Variant, number>> = { default: 10, lean: 10, hub: 100 };

/** Alone it is the start that is of interest, and whether what it then reads is read once: in the first minute the collector has 100 faults, in those after it none. */
export const aloneMinutes = 3;

const alone = ['sensor', 'otel-collector', 'victoriametrics', 'health', 'grafana'] as const;
// The sensor and the health service are their own load.
const takesLoad: ReadonlySet<string> = new Set(['otel-collector', 'victoriametrics']);

/** In the order in which they are measured, quick ones first. */
export function scenarios(minutes: number): readonly Scenario[] {
  const services = alone.map((service) => ({
    name: service,
    files: service === 'grafana' ? variantFiles.default : variantFiles.lean,
    service,
    devices: takesLoad.has(service) ? loadDevices.lean : 0,
    isWatched: service === 'victoriametrics',
    minutes: Math.min(aloneMinutes, minutes),
    hasGrafana: service === 'grafana',
  }));
  const variants = (['lean', 'hub', 'default'] as const).map((variant) => ({
    name: variant,
    files: variantFiles[variant],
    service: undefined,
    devices: loadDevices[variant],
    isWatched: true,
    minutes,
    hasGrafana: variant === 'default',
  }));
  // What the device pays for itself while nobody else pushes and nobody looks.
  const idle = {
    name: 'idle',
    files: variantFiles.lean,
    service: undefined,
    devices: 0,
    isWatched: false,
    minutes,
    hasGrafana: false,
  };
  return [...services, idle, ...variants];
}

export const scenarioNames: readonly string[] = scenarios(1).map(({ name }) => name);
