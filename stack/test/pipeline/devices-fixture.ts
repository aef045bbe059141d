import { readFile } from 'node:fs/promises';
import { Agent, type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { type AccessDir, accessDir } from '../../access/access-dir.ts';
import { runCerts } from '../../certs/run-certs.ts';
import { runDevice } from '../../device/run-device.ts';
import { type DevicesPort, devicesArguments } from '../../native/devices-port.ts';
import { reservePorts } from '../../native/ports.ts';
import type { RunningProcess } from '../../native/start-process.ts';
import { createPipeline, type Pipeline, root } from './pipeline.ts';

/** A pipeline whose collector has the ports for other devices open, with certificates and credentials as the commands make them. */
export interface DevicesFixture {
  readonly pipeline: Pipeline;
  readonly port: DevicesPort;
  /** What a device trusts. */
  readonly authority: Buffer;
  add(name: string): Promise<string>;
  revoke(name: string): Promise<void>;
  startCollector(env?: Readonly<Record<string, string>>): Promise<RunningProcess>;
  /** The status that one push is answered with. */
  push(token: string | undefined, body: string | Buffer, options?: PushOptions): Promise<number>;
  close(): Promise<void>;
}

export type PushOptions = Pick<RequestOptions, 'agent' | 'headers' | 'minVersion' | 'maxVersion' | 'ciphers'>;

/** @param isStoreRunning false: VictoriaMetrics is left out, so that everything waits in the queue. */
export async function createDevicesFixture(isStoreRunning = true): Promise<DevicesFixture> {
  const pipeline = await createPipeline();
  const access = accessDir(root, { STACK_ACCESS_DIR: join(pipeline.folder, 'access') });
  await runCerts(
    { help: false, json: false, renew: false, names: ['localhost', '127.0.0.1'] },
    { access, detected: [], now: Date.now },
  );
  const free = await reservePorts({ sensor: 0, otlpHttp: 0, otlpGrpc: 0, health: 0, victoriaMetrics: 0 });
  const loopback = { host: '127.0.0.1', grpcHost: '127.0.0.1' };
  const port: DevicesPort = { ...loopback, httpPort: free.otlpHttp, grpcPort: free.otlpGrpc, access };
  const authority = await readFile(join(access.authority, 'authority.pem'));
  const { args, env: standardEnv } = devicesArguments(root, port);
  if (isStoreRunning) await pipeline.start('victoriametrics');
  return {
    pipeline,
    port,
    authority,
    add: async (name) => (JSON.parse(await device(access, 'add', name)) as { token: string }).token,
    revoke: async (name) => void (await device(access, 'revoke', name)),
    startCollector: (env = {}) => pipeline.start('collector', { ...standardEnv, ...env }, args),
    push: (token, body, options = {}) => push({ port: port.httpPort, ca: authority, ...options }, token, body),
    close: () => pipeline.close(),
  };
}

/** One connection, used again: what a revoked device may still have open. */
export function keptConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}

function device(access: AccessDir, action: 'add' | 'revoke', name: string): Promise<string> {
  return runDevice({ action, name, json: true }, { access, reserved: new Set(), now: Date.now });
}

function push(options: RequestOptions, token: string | undefined, body: string | Buffer): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      // agent: false, or Node would keep the connection, and no later push would see another certificate.
      { host: '127.0.0.1', path: '/v1/metrics', method: 'POST', agent: false, timeout: 15_000, ...options, headers },
      (response) => response.resume().on('end', () => resolve(response.statusCode ?? 0)),
    );
    sent.on('error', reject).on('timeout', () => sent.destroy(new Error('no answer within 15 s')));
    sent.end(body);
  });
}
