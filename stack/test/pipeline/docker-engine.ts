import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Docker engine on this machine, or why there is none. */
export type DockerEngine =
  | { readonly kind: 'found' | 'started'; stop(): Promise<void> }
  | { readonly kind: 'none'; readonly why: string };

const startBoundMillis = 30_000;

/**
 * The engine that `docker` talks to, where it is on this machine; else, as root, one of our own with its data in a folder that goes again. DOCKER_HOST then
 * names it. Without the compose plugin there is none: it is half of what is tested.
 */
export async function provideDockerEngine(): Promise<DockerEngine> {
  const plugin = await answer('docker', ['compose', 'version', '--short']);
  if (plugin === undefined) return { kind: 'none', why: 'no docker with the compose plugin' };
  if ((await answer('docker', ['version', '--format', '{{.Server.Version}}'])) !== undefined) {
    // Processes and cgroups are looked at from here.
    const isLocal = (process.env['DOCKER_HOST'] ?? 'unix://').startsWith('unix://') && process.getuid?.() === 0;
    return isLocal ? { kind: 'found', stop: async () => {} } : { kind: 'none', why: 'needs root and a local engine' };
  }
  if (process.getuid?.() !== 0) return { kind: 'none', why: 'no engine answers, and only root can start one' };
  if ((await answer('dockerd', ['--version'])) === undefined) return { kind: 'none', why: 'no dockerd' };
  return startEngine();
}

async function startEngine(): Promise<DockerEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-dockerd-'));
  const host = `unix://${join(folder, 'socket')}`;
  const log = await open(join(folder, 'log'), 'w');
  const folders = ['--data-root', 'data', '--exec-root', 'exec', '--pidfile', 'pid'].map((argument) =>
    argument.startsWith('--') ? argument : join(folder, argument),
  );
  const daemon = spawn('dockerd', ['--host', host, ...folders], { stdio: ['ignore', log.fd, log.fd] });
  const before = process.env['DOCKER_HOST'];
  process.env['DOCKER_HOST'] = host;
  const stop = async (): Promise<void> => {
    if (before === undefined) delete process.env['DOCKER_HOST'];
    else process.env['DOCKER_HOST'] = before;
    if (daemon.exitCode === null && daemon.signalCode === null) {
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    await log.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
  };
  const deadline = performance.now() + startBoundMillis;
  while ((await answer('docker', ['version'])) === undefined) {
    if (daemon.exitCode !== null || performance.now() > deadline) {
      await stop();
      return { kind: 'none', why: 'dockerd does not start here' };
    }
    await sleep(200);
  }
  return { kind: 'started', stop };
}

/** Standard output, or undefined for a command that is not there or fails. */
async function answer(file: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return (await run(file, args, { timeout: 10_000 })).stdout.trim();
  } catch {
    return undefined;
  }
}
