import type { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptConnection } from './devices-push.ts';

export interface SteadyPushes {
  /** Answers so far; a failed connection is NaN. */
  readonly statuses: readonly number[];
  stop(): Promise<readonly number[]>;
}

/** Somebody else's pushes, ten a second, on one connection: what must not suffer from whatever a test does meanwhile. */
export function startSteadyPushes(push: (value: number, agent: Agent) => Promise<number>): SteadyPushes {
  const statuses: number[] = [];
  const agent = keptConnection();
  let isStopped = false;
  const pushing = (async () => {
    while (!isStopped) {
      statuses.push(await push(statuses.length, agent).catch(() => Number.NaN));
      await sleep(100);
    }
    agent.destroy();
  })();
  return {
    statuses,
    async stop() {
      isStopped = true;
      await pushing;
      return statuses;
    },
  };
}
