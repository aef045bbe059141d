import { readFile } from 'node:fs/promises';

/** USER_HZ, which is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds that all cores together have spent so far on anything: time that a hypervisor took away counts as well. */
export async function readMachineCpuSeconds(): Promise<number> {
  return parseMachineCpuSeconds(await readFile('/proc/stat', 'utf8'));
}

/** The first line: user, nice, system, idle, iowait, irq, softirq, steal; what follows is in user already. */
export function parseMachineCpuSeconds(stat: string): number {
  const fields = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? [];
  const [user = Number.NaN, nice = 0, system = 0, _idle, _iowait, irq = 0, softirq = 0, steal = 0] = fields;
  const ticks = user + nice + system + irq + softirq + steal;
  if (Number.isNaN(ticks)) throw new Error('/proc/stat has no line of all cores');
  return ticks / ticksPerSecond;
}
