import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AccessDir, makeAccessDir, noAccess } from '../access/access-dir.ts';
import { acquireLock, type Lock } from '../pid-lock.ts';
import { StackError } from '../stack-error.ts';
import { describeCredential, describeList } from './describe-device.ts';
import { deviceNameProblem } from './device-name.ts';
import { type DeviceOptions, deviceUsage } from './device-options.ts';
import { type Credential, createToken, readCredentials, tokensFile, writeCredentials } from './tokens-file.ts';

export interface DeviceDeps {
  readonly access: AccessDir;
  readonly reserved: ReadonlySet<string>;
  now(): number;
}

type Action = Exclude<DeviceOptions, { action: 'help' }>;

/** Two commands at a time would lose one's change: the second waits, far longer than the first can take. */
const lockAttempts = 100;
const lockPauseMillis = 100;

/** Does it, and returns what is to be printed. */
export async function runDevice(options: Action, deps: DeviceDeps): Promise<string> {
  const path = tokensFile(deps.access);
  try {
    if (options.action === 'list') return describeList(await readCredentials(path), options);
    const problem = options.action === 'add' ? deviceNameProblem(options.name, deps.reserved) : undefined;
    if (problem !== undefined) throw deviceUsage(`${JSON.stringify(options.name)} ${problem}`);
    await makeAccessDir(deps.access);
    const lock = await waitForLock(join(deps.access.devices, 'lock'));
    try {
      return await change(options, path, deps);
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw error instanceof StackError ? error : noAccess(deps.access.path, error);
  }
}

async function change(
  { action, name, json }: Exclude<Action, { action: 'list' }>,
  path: string,
  { access, now }: DeviceDeps,
): Promise<string> {
  const before = await readCredentials(path);
  // Two names that differ in case alone would be taken for one another by every reader.
  const same = before.find((credential) => credential.name.toLowerCase() === name.toLowerCase());
  if (action === 'add') {
    if (same !== undefined) throw conflict(`${same.name} has a credential: revoke it first, or choose another name`);
    const credential: Credential = { name, token: createToken(name), added: new Date(now()).toISOString() };
    await writeCredentials(path, [...before, credential]);
    return describeCredential(credential, access, json);
  }
  if (same?.name !== name) throw conflict(`${JSON.stringify(name)} has no credential: npm run device -- list`);
  await writeCredentials(
    path,
    before.filter((credential) => credential.name !== name),
  );
  return json ? `${JSON.stringify({ name })}\n` : `${name} is refused from now on. What it has stored stays.\n`;
}

function conflict(message: string): StackError {
  return new StackError('ERR_CONFIG', message);
}

async function waitForLock(path: string): Promise<Lock> {
  for (let attempt = 1; ; attempt++) {
    const result = await acquireLock(path);
    if ('lock' in result) return result.lock;
    if (attempt === lockAttempts) {
      throw new StackError(
        'ERR_UNAVAILABLE',
        `${path} is held by process ${result.heldBy}, which changes the credentials`,
      );
    }
    await sleep(lockPauseMillis);
  }
}
