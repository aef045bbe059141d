import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ComposeStack } from '../../compose/compose-stack.ts';

const run = promisify(execFile);

/** The parts of `docker inspect` that are looked at. */
export interface Container {
  readonly Id: string;
  readonly State: { readonly Pid: number; readonly Running: boolean; readonly ExitCode: number };
  readonly RestartCount: number;
  readonly HostConfig: {
    readonly Memory: number;
    readonly MemorySwap: number;
    readonly NanoCpus: number;
    readonly PidsLimit: number;
    readonly ReadonlyRootfs: boolean;
  };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;
  };
}

export async function docker(...args: readonly string[]): Promise<string> {
  return (await run('docker', args, { timeout: 60_000, maxBuffer: 16_000_000 })).stdout.trim();
}

export async function inspectService(stack: ComposeStack, service: string): Promise<Container> {
  const id = (await stack.compose('ps', '--all', '--quiet', service)).trim();
  const [container] = JSON.parse(await docker('inspect', id)) as Container[];
  if (container === undefined) throw new Error(`no container of ${service}`);
  return container;
}

/** Containers, volumes and networks of a project, stopped ones as well. */
export async function leftOf(project: string): Promise<readonly string[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`, '--quiet'];
  const lists = await Promise.all([
    docker('ps', '--all', ...filter),
    docker('volume', 'ls', ...filter),
    docker('network', 'ls', ...filter),
  ]);
  return lists.flatMap((list) => list.split('\n')).filter((line) => line !== '');
}
