import type { Binaries } from '../../binaries/resolve-all.ts';
import { createRealPipeline, type RealPipeline } from '../../faults/real-pipeline.ts';
import type { ComponentId } from '../../native/commands.ts';
import { withDurability } from '../../native/durability.ts';

/** Where each component keeps its data. */
export interface DataFolders {
  readonly queue: string;
  readonly store: string;
}

export interface StoredStackOptions {
  readonly root: string;
  readonly binaries: Binaries;
  readonly folders: DataFolders;
  /** For logs, on none of the measured disks. */
  readonly logFolder: string;
  /** Names the durability profile, and whatever else differs. */
  readonly env: Readonly<Record<string, string>>;
}

/** In the order of their start. */
const ids: readonly ComponentId[] = ['victoriametrics', 'collector', 'sensor'];

/** VictoriaMetrics and the collector, with their data in the given folders. */
export async function startStoredStack(options: StoredStackOptions): Promise<RealPipeline> {
  const { root, binaries, folders, logFolder } = options;
  const stack = await createRealPipeline({ root, binaries, parent: logFolder });
  const endNow = (): void => {
    for (const id of ids) stack.running(id)?.signal('SIGKILL');
  };
  process.once('exit', endNow);
  const env = Object.fromEntries(
    Object.entries(await withDurability(root, options.env)).map(([name, value = '']) => [name, value]),
  );
  await stack.start('victoriametrics', env, [`-storageDataPath=${folders.store}/data`]);
  await stack.start('collector', { ...env, COLLECTOR_QUEUE_DIR: folders.queue });
  return stack;
}

export function processIds(stack: RealPipeline): readonly number[] {
  return ids.map((id) => stack.running(id)?.pid).filter((pid) => pid !== undefined);
}

/** SIGKILL to all of them. */
export async function killStack(stack: RealPipeline): Promise<void> {
  for (const id of ids) await stack.kill(id);
}

export function otlpUrl({ ports }: RealPipeline): string {
  return `http://127.0.0.1:${ports.otlpHttp}`;
}
