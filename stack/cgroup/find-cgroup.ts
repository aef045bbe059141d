import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Cgroup {
  readonly version: 1 | 2;
  readonly memoryDir: string;
  /** In version 2 the same folder. */
  readonly cpuDir: string;
}

export const defaultCgroupRoot = '/sys/fs/cgroup';

// /user.slice/user-1000.slice/user@1000.service/app.slice/docker.service/docker/ID is the deepest that rootless Docker makes.
const maxDepth = 7;

/** By the container's id, wherever the engine has put it; undefined: not here, or memory is not counted. */
export async function findContainerCgroup(id: string, root = defaultCgroupRoot): Promise<Cgroup | undefined> {
  if (!/^[0-9a-f]{12,}$/.test(id)) throw new RangeError(`not a container id: ${JSON.stringify(id)}`);
  const version = await memoryVersion(root);
  if (version === undefined) return undefined;
  const base = version === 2 ? root : join(root, 'memory');
  // The cgroupfs and the systemd driver of the engine.
  for (const path of [`docker/${id}`, `system.slice/docker-${id}.scope`]) {
    if (await exists(join(base, path))) return cgroupAt(root, version, path);
  }
  const path = await search(base, id, '', maxDepth);
  return path === undefined ? undefined : cgroupAt(root, version, path);
}

/** Of any process, by its id. It may be a cgroup that it shares with others. */
export async function findProcessCgroup(
  pid: number,
  { root = defaultCgroupRoot, procRoot = '/proc' }: { readonly root?: string; readonly procRoot?: string } = {},
): Promise<Cgroup | undefined> {
  const version = await memoryVersion(root);
  const membership = await readFile(join(procRoot, String(pid), 'cgroup'), 'utf8').catch(() => undefined);
  if (version === undefined || membership === undefined) return undefined;
  const path = processPath(membership, version);
  return path === undefined ? undefined : cgroupAt(root, version, path);
}

/** Lines of `number:controllers:path`; version 2 is `0::path`. */
function processPath(membership: string, version: 1 | 2): string | undefined {
  for (const line of membership.split('\n')) {
    const match = /^\d+:([^:]*):\/(.*)$/.exec(line);
    const controllers = match?.[1]?.split(',') ?? [];
    if (version === 2 ? match?.[1] === '' : controllers.includes('memory')) return match?.[2];
  }
  return undefined;
}

/** Undefined: no cgroups, or a kernel that does not count memory in them (Raspberry Pi OS as delivered). */
export async function memoryVersion(root: string): Promise<1 | 2 | undefined> {
  const controllers = await readFile(join(root, 'cgroup.controllers'), 'utf8').catch(() => '');
  if (controllers.split(/\s+/).includes('memory')) return 2;
  return (await exists(join(root, 'memory', 'memory.stat'))) ? 1 : undefined;
}

function cgroupAt(root: string, version: 1 | 2, path: string): Cgroup {
  if (version === 2) return { version, memoryDir: join(root, path), cpuDir: join(root, path) };
  return { version, memoryDir: join(root, 'memory', path), cpuDir: join(root, 'cpuacct', path) };
}

/** Breadth before depth would be quicker, but there are tens of folders, not thousands. */
async function search(base: string, id: string, path: string, depth: number): Promise<string | undefined> {
  const entries = await readdir(join(base, path), { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = folders.find((name) => name.includes(id));
  if (found !== undefined) return join(path, found);
  for (const name of depth === 0 ? [] : folders) {
    const deeper = await search(base, id, join(path, name), depth - 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
