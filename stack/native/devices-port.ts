import { access } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type AccessDir, accessDir } from '../access/access-dir.ts';
import { serverFile } from '../certs/run-certs.ts';
import { tokensFile } from '../device/tokens-file.ts';
import { StackError } from '../stack-error.ts';

/** Where other devices push: TLS, each with a credential of its own (otel-collector/devices.yaml). */
export interface DevicesPort {
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly access: AccessDir;
}

/** Undefined unless STACK_DEVICES_BIND opens it; faults are added to `problems`. */
export function parseDevicesPort(root: string, env: NodeJS.ProcessEnv, problems: string[]): DevicesPort | undefined {
  const { STACK_DEVICES_BIND: bind } = env;
  const host = bind?.trim();
  if (!host) return undefined;
  if (isIP(host) === 0) problems.push(`STACK_DEVICES_BIND must be an IP address, got ${JSON.stringify(bind)}`);
  return {
    host,
    httpPort: port(env, 'STACK_DEVICES_HTTP_PORT', 5318, problems),
    grpcPort: port(env, 'STACK_DEVICES_GRPC_PORT', 5317, problems),
    access: accessDir(root, env),
  };
}

/** The collector would not start without them, and say so in its log alone. */
export async function requireAccess({ access: folder }: DevicesPort): Promise<void> {
  for (const path of [serverFile(folder), tokensFile(folder)]) {
    await access(path).catch(() => {
      throw new StackError('ERR_CONFIG', `STACK_DEVICES_BIND opens a port that needs ${path}: npm run certs makes it`);
    });
  }
}

export function devicesUrl({ host, httpPort, grpcPort }: DevicesPort): string {
  return `https://${inUrl(host)}:${httpPort} (gRPC: ${grpcPort})`;
}

/** What opens it, beside the collector's own arguments and variables. */
export function devicesArguments(root: string, { host, httpPort, grpcPort, access: folder }: DevicesPort) {
  const shown = inUrl(host);
  return {
    args: ['--config', join(root, 'otel-collector', 'devices.yaml')],
    env: {
      COLLECTOR_DEVICES_HTTP_ENDPOINT: `${shown}:${httpPort}`,
      COLLECTOR_DEVICES_GRPC_ENDPOINT: `${shown}:${grpcPort}`,
      COLLECTOR_DEVICES_TOKENS: tokensFile(folder),
      COLLECTOR_DEVICES_TLS: serverFile(folder),
    },
  };
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function port(env: NodeJS.ProcessEnv, name: string, fallback: number, problems: string[]): number {
  const raw = env[name]?.trim();
  if (!raw) return fallback;
  const value = Number(raw);
  if (/^\d+$/.test(raw) && value >= 1 && value <= 65_535) return value;
  problems.push(`${name} must be a whole number from 1 to 65535, got ${JSON.stringify(raw)}`);
  return fallback;
}
