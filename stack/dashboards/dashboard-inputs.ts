import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Inputs } from '../../grafana/src/dashboards.ts';
import { budgetBytes } from '../budget/judge.ts';
import { parseBytes } from '../compose/bytes.ts';
import { readLimits } from '../limits.ts';
import { StackError } from '../stack-error.ts';

const reserve = 'VM_storage_minFreeDiskSpaceBytes';

/** What the dashboards draw of the configuration, from the files that decide it. */
export async function readDashboardInputs(root: string): Promise<Inputs> {
  const flags = parseEnv(await readFile(join(root, 'victoriametrics', 'flags.env'), 'utf8'));
  const diskReserve = flags[reserve];
  if (diskReserve === undefined) throw new StackError('ERR_CONFIG', `victoriametrics/flags.env has no ${reserve}`);
  return { limits: await readLimits(root), budgetBytes, diskReserveBytes: parseBytes(diskReserve) };
}
