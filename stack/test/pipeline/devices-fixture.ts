import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccessDir, accessDir } from '../../access/access-dir.ts';
import { runCerts } from '../../certs/run-certs.ts';
import { runDevice } from '../../device/run-device.ts';
import { type DevicesPort, devicesArguments } from '../../native/devices-port.ts';
import { anyPorts, reservePorts } from '../../native/ports.ts';
import type { RunningProcess } from '../../native/start-process.ts';
import { type PushOptions, pushOverTls } from './devices-push.ts';
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

/** @param isStoreRunning false: VictoriaMetrics is left out, so that everything waits in the queue. */
export async function createDevicesFixture(isStoreRunning = true): Promise<DevicesFixture> {
  const pipeline = await createPipeline();
  const access = accessDir(root, { STACK_ACCESS_DIR: join(pipeline.folder, 'access') });
  await runCerts(
    { help: false, json: false, renew: false, names: ['localhost', '127.0.0.1'] },
    { access, detected: [], now: Date.now },
  );
  const free = await reservePorts(anyPorts);
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
    push: (token, body, options) => pushOverTls({ port: port.httpPort, ca: authority }, token, body, options),
    close: () => pipeline.close(),
  };
}

function device(access: AccessDir, action: 'add' | 'revoke', name: string): Promise<string> {
  return runDevice({ action, name, json: true }, { access, reserved: new Set(), now: Date.now });
}
