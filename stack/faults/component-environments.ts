import type { ComponentId } from '../native/commands.ts';
import { withDurability } from '../native/durability.ts';

export type Environments = Readonly<Record<ComponentId, Readonly<Record<string, string>>>>;

const prefixes: Readonly<Record<ComponentId, string>> = {
  victoriametrics: 'VM_',
  collector: 'COLLECTOR_',
  sensor: 'SENSOR_',
};

/** What each component has of the durability profile that is the default: faults shall meet what is delivered. */
export async function profileEnvironments(root: string): Promise<Environments> {
  const all = Object.entries(await withDurability(root, {}));
  const of = (id: ComponentId): Record<string, string> =>
    Object.fromEntries(all.flatMap(([name, value = '']) => (name.startsWith(prefixes[id]) ? [[name, value]] : [])));
  return { victoriametrics: of('victoriametrics'), collector: of('collector'), sensor: of('sensor') };
}
