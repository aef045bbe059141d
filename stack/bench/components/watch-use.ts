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

/** In step with nothing that is measured: scrapes every 5 s, requests and pushes would always be looked at in the same moment of theirs. */
export const useMillis = 1_300;

/** Memory, CPU and bytes written of every component, again and again. */
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
