import { readCgroup } from '../../cgroup/read-cgroup.ts';
import { componentIds, serviceOf } from '../../faults/memory-watch.ts';
import { readServiceLimits } from '../../limits.ts';
import type { ComponentId } from '../../native/commands.ts';
import { createServiceCgroup, type ServiceCgroup } from '../process/service-cgroup.ts';

export interface ComponentUse {
  readonly limitBytes: number;
  readonly majorFaults: number;
  readonly oomKills: number;
}

/** Every component of one scenario within its limits of docker-compose.yml, over all its restarts. */
export interface LimitedComponents {
  readonly enter: Readonly<Record<ComponentId, readonly string[]>>;
  use(): Promise<Readonly<Record<ComponentId, ComponentUse>>>;
  /** Their processes must have ended. */
  remove(): Promise<void>;
}

export async function limitComponents(root: string): Promise<LimitedComponents> {
  const limited = await Promise.all(
    componentIds.map(async (id) => {
      const limits = await readServiceLimits(root, serviceOf[id]);
      return { id, limitBytes: limits.memoryBytes, cgroup: await createServiceCgroup(limits) };
    }),
  );
  return {
    enter: byId(limited, ({ cgroup }) => cgroup.enter),
    async use() {
      const uses = await Promise.all(limited.map(async (each) => ({ id: each.id, use: await useOf(each) })));
      return byId(uses, ({ use }) => use);
    },
    async remove() {
      for (const { cgroup } of limited) await cgroup.remove();
    },
  };
}

async function useOf({ limitBytes, cgroup }: { limitBytes: number; cgroup: ServiceCgroup }): Promise<ComponentUse> {
  const { majorFaults, oomKills = 0 } = await readCgroup(cgroup);
  return { limitBytes, majorFaults, oomKills };
}

function byId<Each extends { readonly id: ComponentId }, Value>(
  all: readonly Each[],
  value: (each: Each) => Value,
): Record<ComponentId, Value> {
  return Object.fromEntries(all.map((each) => [each.id, value(each)])) as Record<ComponentId, Value>;
}
