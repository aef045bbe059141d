import type { Inputs } from '../dashboards.ts';
import type { Dashboard } from '../panel.ts';
import { collector } from '../stack-names.ts';
import { dataSize, diskBusy, freeDisk, writtenPerDay, writtenPerDayByDevice } from './disk.ts';
import { load, machineCpu, machineMemory, network } from './machine.ts';
import { anonymous, resident, shareOfLimit } from './memory.ts';
import { cpu, majorFaults } from './pressure.ts';

export const budget = (inputs: Inputs): Dashboard => ({
  uid: 'otel-edge-budget',
  title: 'Budget',
  description: 'What the stack itself takes of the device: memory, CPU and disk, as each component reports it.',
  choice: { devicesOf: collector.uptime, begin: 'all' },
  refresh: '1m',
  rows: [
    {
      title: 'Memory and what it costs',
      panels: [anonymous(inputs), ...shareOfLimit(inputs), majorFaults(), resident(), cpu(inputs)],
    },
    { title: 'Disk', panels: [freeDisk(inputs), dataSize(), writtenPerDay(), writtenPerDayByDevice(), diskBusy()] },
    { title: 'The machine', panels: [machineMemory(), machineCpu(), load(), network()] },
  ],
});
