import type { ComponentId } from '../native/commands.ts';
import type { FaultRun } from './fault-run.ts';

export interface Restart {
  /** From the start until it says that it is ready. */
  readonly readySeconds: number;
  /** What was wrong with the stop; empty where it ended by itself. */
  readonly problem: string;
}

/** SIGTERM, and a start after it. */
export async function restartInOrder(
  run: Pick<FaultRun, 'pipeline' | 'start'>,
  id: ComponentId,
  between?: () => Promise<unknown>,
): Promise<Restart> {
  const exit = await run.pipeline.stop(id);
  await between?.();
  const startedAt = performance.now();
  await run.start(id);
  const readySeconds = (performance.now() - startedAt) / 1000;
  return { readySeconds, problem: exit?.signal === 'SIGKILL' ? `${id} did not end by itself` : '' };
}
