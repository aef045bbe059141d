import { join, resolve } from 'node:path';
import { StackError } from '../stack-error.ts';
import { type DevicesPort, parseDevicesPort } from './devices-port.ts';
import { parseDurability } from './durability.ts';
import { type Forward, parseForward } from './forward.ts';
import { type Ports, parsePorts } from './ports.ts';

export interface StackConfig {
  readonly root: string;
  /** As wanted: 0 still means any. */
  readonly ports: Ports;
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Undefined: closed. */
  readonly devices: DevicesPort | undefined;
  /** Undefined: to nobody. */
  readonly forward: Forward | undefined;
}

/** Every fault is in one message, before anything is looked for or started. */
export function parseStackConfig(root: string, env: NodeJS.ProcessEnv): StackConfig {
  const problems: string[] = [];
  const ports = parsePorts(env, problems);
  parseDurability(env, problems);
  const devices = parseDevicesPort(root, env, problems);
  const forward = parseForward(env, problems);
  const { STACK_DATA_DIR: ownDataDir, STACK_RELEASES_URL: releasesUrl } = env;
  if (releasesUrl?.trim() && !/^https?:\/\/[^/]/.test(releasesUrl.trim())) {
    problems.push(`STACK_RELEASES_URL must begin with http:// or https://, got ${JSON.stringify(releasesUrl)}`);
  }
  if (problems.length > 0) throw new StackError('ERR_CONFIG', problems.map((problem) => `  - ${problem}`).join('\n'));
  const dataDir = ownDataDir?.trim() ? resolve(ownDataDir.trim()) : join(root, 'data');
  return { root, ports, env, devices, forward, dataDir };
}
