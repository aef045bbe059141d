import { repeat } from '../process/repeat.ts';
import type { Component, ComponentUse } from './component.ts';

export interface UseSample extends ComponentUse {
  readonly component: string;
  /** After the start of the watch. */
  readonly seconds: number;
}

export interface UseWatch {
  stop(): Promise<readonly UseSample[]>;
}

export const useMillis = 5_000;

/** Memory, CPU and bytes written of every component, every 5 s. */
export function watchUse(components: readonly Component[], startMillis: number): UseWatch {
  const samples: UseSample[] = [];
  const watching = repeat(useMillis, async () => {
    const seconds = (Date.now() - startMillis) / 1000;
    for (const one of components) samples.push({ component: one.name, seconds, ...(await one.use()) });
  });
  return {
    async stop() {
      await watching.stop();
      return samples;
    },
  };
}
