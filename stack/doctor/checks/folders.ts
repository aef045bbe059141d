import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';

const writableByOthers = 0o002;

/** Whether the services may write where their data go. */
export function checkFolders({ mode, volumes, dataDir, isDataFolderWritable }: Facts): readonly Finding[] {
  const owners = (valueFrom(volumes) ?? [])
    .filter(({ ownerId, userId, mode: bits }) => ownerId !== userId && (bits & writableByOthers) === 0)
    .map(
      ({ service, path, ownerId, userId }): Finding => ({
        name: 'volume-owner',
        severity: 'error',
        subject: `${service}: ${path}`,
        seen: `The volume belongs to user ${ownerId}, and the service runs as ${userId}: it cannot write there.`,
        action: `docker compose stop ${service}, then sudo chown -R ${userId} on the folder that docker volume inspect names (Mountpoint), then docker compose up -d ${service}`,
      }),
    );
  if (mode === 'compose' || isDataFolderWritable !== false) return owners;
  const seen = 'This user may not write there, so npm start cannot keep anything.';
  const action = `sudo chown -R $USER ${dataDir}, or STACK_DATA_DIR for another folder.`;
  return [
    {
      name: 'data-folder-not-writable',
      severity: mode === 'native' ? 'error' : 'warning',
      subject: dataDir,
      seen,
      action,
    },
  ];
}
