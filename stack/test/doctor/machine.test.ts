import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readClockSync } from '../../doctor/gather/clock-sync.ts';
import { readMachine } from '../../doctor/gather/machine.ts';
import { cgroupTree } from '../cgroup/cgroup-tree.ts';
import { fakeSurroundings } from './surroundings.ts';

const swapsHeader = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

async function machineWith(files: Readonly<Record<string, string>>) {
  const root = await cgroupTree(files);
  return readMachine({ procRoot: join(root, 'proc'), cgroupRoot: join(root, 'cgroup') });
}

describe('readMachine', () => {
  test.each([
    ['version 2', { 'cgroup/cgroup.controllers': 'cpuset cpu io memory pids\n' }, 2, true],
    ['version 2 without memory', { 'cgroup/cgroup.controllers': 'cpuset cpu io pids\n' }, 2, false],
    ['version 1', { 'proc/cgroups': '#subsys_name\thierarchy\tnum\tenabled\nmemory\t4\t21\t1\n' }, 1, true],
    [
      'version 1 without memory',
      { 'proc/cgroups': '#subsys_name\thierarchy\tnum\tenabled\nmemory\t0\t1\t0\n' },
      1,
      false,
    ],
  ])('tells cgroup %s', async (_what, files, cgroupVersion, countsMemory) => {
    expect(await machineWith(files)).toMatchObject({ cgroupVersion, countsMemory });
  });

  test('reads the board and the swap that is on disks', async () => {
    const swaps = `${swapsHeader}/dev/zram0 partition 1 0 100\n/var/swap file 102396 0 -2\n`;
    const machine = await machineWith({ 'proc/device-tree/model': 'Raspberry Pi 3\0', 'proc/swaps': swaps });
    expect(machine).toMatchObject({ model: 'Raspberry Pi 3', diskSwaps: ['/var/swap'] });
  });

  test('has no swap where the kernel lists none', async () => {
    expect(await machineWith({ 'proc/swaps': swapsHeader })).toMatchObject({ model: '', diskSwaps: [] });
  });
});

describe('readClockSync', () => {
  const timedatectl = 'timedatectl show --property=NTPSynchronized --value';
  const chrony = (leap: string) => ({ 'chronyc -c tracking': `C0000201,192.0.2.1,3,1795325186.1,0.0,${leap}` });

  test.each([
    [{ [timedatectl]: 'yes' }, true],
    [{ [timedatectl]: 'no' }, false],
    [chrony('Normal'), true],
    [chrony('Not synchronised'), false],
  ])('asks the programs that know: %j', async (commands, isSynchronised) => {
    expect(await readClockSync(await fakeSurroundings({ commands }))).toBe(isSynchronised);
  });

  test("takes the time service's own file where no program answers", async () => {
    const runRoot = await cgroupTree({ 'systemd/timesync/synchronized': '' });
    expect(await readClockSync(await fakeSurroundings({ roots: { runRoot } }))).toBe(true);
  });

  test('knows nothing where there is neither', async () => {
    await expect(readClockSync(await fakeSurroundings())).rejects.toThrow('timedatectl');
  });
});
