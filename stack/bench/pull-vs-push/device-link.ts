import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StackError } from '../../stack-error.ts';

/** A network of its own for the service: two ends of a cable, one of them in a network namespace. */
export interface DeviceLink {
  readonly storeAddress: string;
  readonly deviceAddress: string;
  /** Prefix of a command that shall run at the device's end. */
  readonly enter: readonly string[];
  /** Both directions, since it was made. */
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

/** @throws without root, or without ip, tc (package iproute2) and nsenter (util-linux). */
export async function createDeviceLink(): Promise<DeviceLink> {
  await checkTools();
  const name = `oe-bench-${process.pid}`;
  const [storeEnd, deviceEnd] = [`oeb${process.pid}`, 'device'];
  // Of 198.18.0.0/15, which is set aside for benchmarks (RFC 2544): by the process id, so that two runs do not meet.
  const base = (process.pid % 16_384) * 4;
  const address = (host: number): string => `198.18.${Math.floor(base / 256)}.${(base % 256) + host}`;
  const [storeAddress, deviceAddress] = [address(1), address(2)];
  const inside = (...args: string[]): Promise<string> => run('ip', '-n', name, ...args);
  // The cable first: with a namespace its interfaces go some time later, and the next cable would find the name taken.
  const removal = [
    ['link', 'del', storeEnd],
    ['netns', 'del', name],
  ] as const;
  const removeNow = (): void => {
    for (const args of removal) spawnSync('ip', args, { env, stdio: 'ignore' });
  };
  process.once('exit', removeNow);
  await run('ip', 'netns', 'add', name);
  await run('ip', 'link', 'add', storeEnd, 'type', 'veth', 'peer', 'name', deviceEnd, 'netns', name);
  await run('ip', 'address', 'add', `${storeAddress}/30`, 'dev', storeEnd);
  await inside('address', 'add', `${deviceAddress}/30`, 'dev', deviceEnd);
  await run('ip', 'link', 'set', storeEnd, 'up');
  await inside('link', 'set', deviceEnd, 'up');
  await inside('link', 'set', 'lo', 'up');
  const bucket = [
    'tbf',
    'rate',
    slowLink.rate,
    'burst',
    `${slowLink.burstBytes}`,
    'latency',
    `${slowLink.queueMillis}ms`,
  ];
  const ends = [[storeEnd], [deviceEnd, '-n', name]] as const;
  const shape = (...what: string[]) =>
    Promise.all(
      ends.map(([end, ...where]) => run('tc', ...where, 'qdisc', what[0] ?? '', 'dev', end, 'root', ...what.slice(1))),
    );
  return {
    storeAddress,
    deviceAddress,
    enter: ['nsenter', `--net=/run/netns/${name}`],
    async bytes() {
      const counters = ['rx_bytes', 'tx_bytes'].map((counter) =>
        readFile(`/sys/class/net/${storeEnd}/statistics/${counter}`, 'utf8'),
      );
      return (await Promise.all(counters)).reduce((sum, text) => sum + Number(text), 0);
    },
    slow: async () => void (await shape('replace', ...bucket)),
    // The device's end alone: the store's address must stay, the collector's own metrics come by it.
    cut: async () => void (await inside('link', 'set', deviceEnd, 'down')),
    async mend() {
      await shape('del').catch(() => {}); // it was not slow
      await inside('link', 'set', deviceEnd, 'up');
    },
    async remove() {
      process.off('exit', removeNow);
      for (const args of removal) await run('ip', ...args);
    },
  };
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
