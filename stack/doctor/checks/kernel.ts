import { harmlessReadAheadKilobytes, usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';

/** What the kernel must be able to do so that limits hold. A plain `npm start` has none. */
export function checkKernel(facts: Facts): readonly Finding[] {
  if (facts.mode === 'native') return [];
  return [...memoryLimits(facts), ...swap(facts), ...cgroupVersion(facts), ...readAhead(facts)];
}

function memoryLimits({ machine, engine }: Facts): readonly Finding[] {
  const { limitsMemory } = valueFrom(engine) ?? {};
  if (limitsMemory ?? machine.countsMemory) return [];
  const where = machine.model === '' ? 'This kernel' : `The kernel of this ${machine.model}`;
  return [
    {
      name: 'memory-limits-off',
      severity: 'error',
      seen: `${where} does not limit memory per container, so every limit of the compose files is without effect.`,
      action:
        'On a Raspberry Pi append cgroup_enable=memory cgroup_memory=1 to the one line of /boot/firmware/cmdline.txt (older systems: /boot/cmdline.txt) and reboot. Elsewhere add cgroup_enable=memory to the kernel command line.',
    },
  ];
}

function swap({ machine, engine }: Facts): readonly Finding[] {
  const { diskSwaps } = machine;
  if (diskSwaps.length === 0) return [];
  const list = diskSwaps.join(', ');
  if (valueFrom(engine)?.limitsSwap === false) {
    return [
      {
        name: 'swap-limit-off',
        severity: 'warning',
        seen: `There is swap (${list}), and this kernel does not limit it: a service above its limit is swapped out instead of staying inside, and on an SD card that is a hang.`,
        action: `Switch it off (sudo swapoff -a, and its line in /etc/fstab; Raspberry Pi OS: sudo systemctl disable --now dphys-swapfile), or add swapaccount=1 to the kernel command line.`,
      },
    ];
  }
  const seen = `There is swap on a disk (${list}). The services may not use it; other programs wear an SD card with it.`;
  return [{ name: 'swap-on-disk', severity: 'note', seen, action: 'Nothing, or switch it off: sudo swapoff -a.' }];
}

function cgroupVersion({ machine, engine }: Facts): readonly Finding[] {
  const version = valueFrom(engine)?.cgroupVersion || String(machine.cgroupVersion ?? '');
  if (version !== '1') return [];
  return [
    {
      name: 'cgroup-v1',
      severity: 'note',
      seen: 'The kernel runs cgroup version 1. Everything works with it; systemd 258 and newer no longer start on it.',
      action:
        'Nothing now. Before an upgrade of the system: take systemd.unified_cgroup_hierarchy=0 off the kernel command line.',
    },
  ];
}

function readAhead({ readAhead: fact }: Facts): readonly Finding[] {
  const disk = valueFrom(fact);
  if (disk === undefined || disk.kilobytes <= harmlessReadAheadKilobytes) return [];
  return [
    {
      name: 'read-ahead-too-large',
      severity: 'warning',
      seen: `The disk reads ${disk.kilobytes} KiB ahead, and all of that counts against the limits: after a reboot a service can thrash that fits with ${usualReadAheadKilobytes}.`,
      action: `At each boot: echo ${usualReadAheadKilobytes} | sudo tee ${disk.file}`,
    },
  ];
}
