import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Surroundings } from '../surroundings.ts';

/**
 * Whether something keeps the clock right. The kernel knows (adjtimex), but tells it only through programs: systemd's, whoever it is that sets the clock,
 * or chrony's own. Where neither is there, the file that systemd-timesyncd leaves.
 * @throws where nobody can tell.
 */
export async function readClockSync({ run, runRoot }: Pick<Surroundings, 'run' | 'runRoot'>): Promise<boolean> {
  const systemd = await run('timedatectl', ['show', '--property=NTPSynchronized', '--value']).catch(() => '');
  if (systemd === 'yes' || systemd === 'no') return systemd === 'yes';
  const chrony = await run('chronyc', ['-c', 'tracking']).catch(() => '');
  // The last of its comma-separated fields is the leap status.
  if (chrony !== '') return !chrony.endsWith('Not synchronised');
  const isThere = await access(join(runRoot, 'systemd/timesync/synchronized')).then(
    () => true,
    () => false,
  );
  if (isThere) return true;
  throw new Error('neither timedatectl nor chronyc answers');
}
