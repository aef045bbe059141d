import { access } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type AccessDir, accessDir } from '../access/access-dir.ts';
import { serverFile } from '../certs/run-certs.ts';
import { tokensFile } from '../device/tokens-file.ts';
import { StackError } from '../stack-error.ts';
import { loopback } from './loopback.ts';

/** Where other devices push: TLS, each with a credential of its own (otel-collector/devices.yaml). */
export interface DevicesPort {
  readonly host: string;
  /** Of its own, because whoever reaches it can get the collector killed (otel-collector/devices.yaml). */
  readonly grpcHost: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly access: AccessDir;
}

/** Undefined unless STACK_DEVICES_BIND opens it; faults are added to `problems`. */
export function parseDevicesPort(root: string, env: NodeJS.ProcessEnv, problems: string[]): DevicesPort | undefined {
  const host = address(env, 'STACK_DEVICES_BIND', problems);
  if (host === undefined) return undefined;
  return {
    host,
    grpcHost: address(env, 'STACK_DEVICES_GRPC_BIND', problems) ?? loopback,
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

export function devicesUrl({ host, httpPort, grpcHost, grpcPort }: DevicesPort): string {
  return `https://${inUrl(host)}:${httpPort} (gRPC: ${inUrl(grpcHost)}:${grpcPort})`;
}

/** What opens it, beside the collector's own arguments and variables. */
export function devicesArguments(root: string, { host, grpcHost, httpPort, grpcPort, access: folder }: DevicesPort) {
  return {
    args: ['--config', join(root, 'otel-collector', 'devices.yaml')],
    env: {
      COLLECTOR_DEVICES_HTTP_ENDPOINT: `${inUrl(host)}:${httpPort}`,
      COLLECTOR_DEVICES_GRPC_ENDPOINT: `${inUrl(grpcHost)}:${grpcPort}`,
      COLLECTOR_DEVICES_TOKENS: tokensFile(folder),
      COLLECTOR_DEVICES_TLS: serverFile(folder),
    },
  };
}

function inUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

function address(env: NodeJS.ProcessEnv, name: string, problems: string[]): string | undefined {
  const raw = env[name]?.trim();
  if (!raw) return undefined;
  if (isIP(raw) === 0) problems.push(`${name} must be an IP address, got ${JSON.stringify(raw)}`);
  return raw;
}

function port(env: NodeJS.ProcessEnv, name: string, fallback: number, problems: string[]): number {
  const raw = env[name]?.trim();
  if (!raw) return fallback;
  const value = Number(raw);
  if (/^\d+$/.test(raw) && value >= 1 && value <= 65_535) return value;
  problems.push(`${name} must be a whole number from 1 to 65535, got ${JSON.stringify(raw)}`);
  return fallback;
}
