import { execFile, spawnSync } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StackError } from '../../stack-error.ts';
import { parseVersion4Octets } from './version4-octets.ts';

/** A network of its own for the service: two ends of a cable, one of them in a network namespace. */
export interface DeviceLink {
  /** IPv4: what service and store say to each other goes by these, and is counted. */
  readonly storeAddress: string;
  readonly deviceAddress: string;
  /** IPv6, in brackets: for everybody else who asks the service, over the same cable, and not counted. */
  readonly visitorsAddress: string;
  /** Prefix of a command that shall run at the device's end. */
  readonly enter: readonly string[];
  /** Of IPv4, both directions, sent or received at the device's end since the link was made; headers included. */
  bytes(): Promise<number>;
  slow(): Promise<void>;
  cut(): Promise<void>;
  mend(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * 64 kbit/s each way and half a second of queue: a mobile network at its edge. By a token bucket and not by netem, which not every kernel has; so
 * no packet is lost at random, only where the queue is full.
 */
export const slowLink = { rate: '64kbit', burstBytes: 3_000, queueMillis: 500 } as const;

/** Where tc and ip are for root, on a PATH that may not say so. */
const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };

/**
 * The same in every run: where in its interval Prometheus scrapes is a hash of the target's address. Of 198.18.0.0/15 and 2001:2::/48, which are set aside
 * for benchmarks (RFC 2544, RFC 5180).
 */
const addresses = {
  store: '198.18.0.1',
  device: '198.18.0.2',
  visitors: '2001:2::1',
  deviceVersion6: '2001:2::2',
} as const;

/** By the process id, so that what a killed run has left can be told from a run that is under way. */
function namesOf(pid: number): Names {
  return { name: `oe-bench-${pid}`, storeEnd: `oeb${pid}`, deviceEnd: 'device' };
}

interface Names {
  /** Of the namespace. */
  readonly name: string;
  readonly storeEnd: string;
  readonly deviceEnd: string;
}

/** @throws without root, or without ip, tc (package iproute2) and nsenter (util-linux), or while another one is in use. */
export async function createDeviceLink(): Promise<DeviceLink> {
  await checkTools();
  await removeLeftOver();
  const names = namesOf(process.pid);
  const { name, storeEnd, deviceEnd } = names;
  const removeNow = (): void => {
    for (const args of removal(names)) spawnSync('ip', args, { env, stdio: 'ignore' });
  };
  process.once('exit', removeNow);
  await layCable(names);
  return {
    storeAddress: addresses.store,
    deviceAddress: addresses.device,
    visitorsAddress: `[${addresses.deviceVersion6}]`,
    enter: ['nsenter', `--net=/run/netns/${name}`],
    bytes: async () =>
      parseVersion4Octets(await run('nsenter', `--net=/run/netns/${name}`, 'cat', '/proc/net/netstat')),
    slow: () => shape(names, 'replace', ...bucket),
    // The device's end alone: the store's address must stay, the collector's own metrics come by it.
    cut: async () => void (await run('ip', '-n', name, 'link', 'set', deviceEnd, 'down')),
    async mend() {
      await shape(names, 'del').catch(() => {}); // it was not slow
      await plugIn(names);
    },
    async remove() {
      process.off('exit', removeNow);
      for (const args of removal({ name, storeEnd })) await run('ip', ...args);
    },
  };
}

/** The cable first: with a namespace its interfaces go some time later, and the next cable would find the name taken. */
function removal({ name, storeEnd }: Pick<Names, 'name' | 'storeEnd'>): readonly (readonly string[])[] {
  return [
    ['link', 'del', storeEnd],
    ['netns', 'del', name],
  ];
}

async function layCable(names: Names): Promise<void> {
  const { name, storeEnd, deviceEnd } = names;
  await run('ip', 'netns', 'add', name);
  await run('ip', 'link', 'add', storeEnd, 'type', 'veth', 'peer', 'name', deviceEnd, 'netns', name);
  await enableVersion6(storeEnd);
  await run('ip', 'address', 'add', `${addresses.store}/30`, 'dev', storeEnd);
  // nodad: nobody else can have it, and looking for somebody takes two seconds.
  await run('ip', 'address', 'add', `${addresses.visitors}/64`, 'dev', storeEnd, 'nodad');
  await run('ip', 'link', 'set', storeEnd, 'up');
  await run('ip', '-n', name, 'link', 'set', 'lo', 'up');
  await run('ip', '-n', name, 'address', 'add', `${addresses.device}/30`, 'dev', deviceEnd);
  await plugIn(names);
}

/** The device's end. The kernel takes its address of version 6 away with each cut, unlike that of version 4. */
async function plugIn({ name, deviceEnd }: Names): Promise<void> {
  await run('ip', '-n', name, 'link', 'set', deviceEnd, 'up');
  await run('ip', '-n', name, 'address', 'replace', `${addresses.deviceVersion6}/64`, 'dev', deviceEnd, 'nodad');
}

const bucket = [
  'tbf',
  ...['rate', slowLink.rate],
  ...['burst', `${slowLink.burstBytes}`],
  ...['latency', `${slowLink.queueMillis}ms`],
];

/** Both ends: what comes is as slow as what goes. */
async function shape({ name, storeEnd, deviceEnd }: Names, action: string, ...what: readonly string[]): Promise<void> {
  const ends = [[storeEnd], [deviceEnd, '-n', name]] as const;
  await Promise.all(ends.map(([end, ...where]) => run('tc', ...where, 'qdisc', action, 'dev', end, 'root', ...what)));
}

/** Of a run that was killed. @throws where it is one that goes on: both would have the same addresses. */
async function removeLeftOver(): Promise<void> {
  for (const [, pid] of (await run('ip', 'netns', 'list')).matchAll(/^oe-bench-(\d+)/gm)) {
    if (await isRunning(Number(pid)))
      throw new StackError('ERR_UNAVAILABLE', `another run is under way, process ${pid}`);
    for (const args of removal(namesOf(Number(pid)))) await run('ip', ...args).catch(() => {}); // half of it may be gone
  }
}

async function isRunning(pid: number): Promise<boolean> {
  return access(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

/** Of this interface alone: a machine may have it off by default. */
async function enableVersion6(name: string): Promise<void> {
  await writeFile(`/proc/sys/net/ipv6/conf/${name}/disable_ipv6`, '0').catch((error: unknown) => {
    throw new StackError('ERR_UNAVAILABLE', 'the kernel has no IPv6', { cause: error });
  });
}

async function checkTools(): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new StackError('ERR_UNAVAILABLE', 'only root can make a network namespace, a cgroup and a cold cache');
  }
  const tools = [
    ['ip', 'iproute2'],
    ['tc', 'iproute2'],
    ['nsenter', 'util-linux'],
  ] as const;
  for (const [tool, source] of tools) {
    await run(tool, '-V').catch((error: unknown) => {
      throw new StackError('ERR_UNAVAILABLE', `${tool} is missing: apt-get install ${source}`, { cause: error });
    });
  }
}

async function run(tool: string, ...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)(tool, args, { env })).stdout;
}
