import { chown, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorText, StackError } from '../stack-error.ts';

/** Who may push to this device, and what proves it to them: one folder, of which the services get only the parts that they need. */
export interface AccessDir {
  readonly path: string;
  /** The authority's key and certificate. No service ever sees it. */
  readonly authority: string;
  /** What services show: server.pem. */
  readonly tls: string;
  /** What the collector reads: tokens. */
  readonly devices: string;
}

/** The user of the containers. As root the folders of the services are given to it; a bind mount keeps the owner that it finds. */
export const serviceUserId = 10001;

/** STACK_ACCESS_DIR, or access/ in the folder of the data. */
export function accessDir(root: string, env: NodeJS.ProcessEnv): AccessDir {
  const { STACK_ACCESS_DIR: own, STACK_DATA_DIR: data } = env;
  const path = resolve(root, own?.trim() || join(data?.trim() || 'data', 'access'));
  return { path, authority: join(path, 'authority'), tls: join(path, 'tls'), devices: join(path, 'devices') };
}

/** Makes what is missing, each folder for its owner alone. */
export async function makeAccessDir({ path, authority, tls, devices }: AccessDir): Promise<void> {
  try {
    for (const folder of [path, authority]) await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const folder of [tls, devices]) {
      if ((await mkdir(folder, { recursive: true, mode: 0o700 })) === undefined) continue;
      if (process.getuid?.() === 0) await chown(folder, serviceUserId, serviceUserId);
    }
  } catch (error) {
    throw noAccess(path, error);
  }
}

/** Whether what is written there can be read by the containers. */
export async function belongsToServices(folder: string): Promise<boolean> {
  return (await stat(folder)).uid === serviceUserId;
}

/** For any failure in that folder: most often it was made by root, for the containers. */
export function noAccess(path: string, error: unknown): StackError {
  const isRefused = error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  const advice = isRefused ? 'it belongs to another user: run this with sudo' : 'STACK_ACCESS_DIR names another folder';
  return new StackError('ERR_UNAVAILABLE', `${path}: ${errorText(error)}; ${advice}`, { cause: error });
}
