import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Surroundings } from '../surroundings.ts';

export interface MachineFacts {
  readonly hostName: string;
  /** As the board calls itself (Raspberry Pi 3 Model B); empty: no device tree. */
  readonly model: string;
  readonly cgroupVersion: 1 | 2 | undefined;
  /** Whether the kernel counts and limits memory per cgroup. */
  readonly countsMemory: boolean;
  /** Paths of swap on disks; compressed memory (zram) is not among them. */
  readonly diskSwaps: readonly string[];
}

type Roots = Pick<Surroundings, 'procRoot' | 'cgroupRoot'>;

export async function readMachine({ procRoot, cgroupRoot }: Roots): Promise<MachineFacts> {
  const [swaps, model, controllers, cgroups] = await Promise.all([
    text(join(procRoot, 'swaps')),
    text(join(procRoot, 'device-tree/model')),
    text(join(cgroupRoot, 'cgroup.controllers')),
    text(join(procRoot, 'cgroups')),
  ]);
  const isVersion2 = controllers !== '';
  const version1Memory = /^memory\s+\d+\s+\d+\s+1$/m.test(cgroups);
  return {
    hostName: hostname(),
    // Device tree strings end with a zero.
    model: model.replace(/\0/g, '').trim(),
    cgroupVersion: isVersion2 ? 2 : cgroups === '' ? undefined : 1,
    countsMemory: isVersion2 ? controllers.split(/\s+/).includes('memory') : version1Memory,
    diskSwaps: swaps
      .split('\n')
      .slice(1)
      .map((line) => line.split(/\s+/)[0] ?? '')
      .filter((path) => path !== '' && !/\/zram\d+$/.test(path)),
  };
}

function text(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
