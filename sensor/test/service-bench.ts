import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buildSensor, nodeFlags } from '../build.ts';

/** The promise of the service: a stop ends within this, whatever the endpoint does. */
const STOP_MILLIS = 10_000;

export interface Service {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly output: { stdout: string; stderr: string };
  /** Resolves when its log contains the text. */
  said(text: string): Promise<void>;
  /** Resolves when it has started, with the address that it names. */
  started(): Promise<string>;
  /** Exit code, or the signal; `still running` when it outlives the bound. */
  exited(): Promise<number | string>;
}

export interface ServiceBench {
  readonly folder: string;
  /** Starts the bundle as a process of its own, with nothing in its environment but what is given and a steady recording. */
  start(env: Readonly<Record<string, string>>, args?: readonly string[]): Service;
  /** Ends what still runs and removes the folder. */
  close(): void;
}

export async function createServiceBench(): Promise<ServiceBench> {
  const folder = mkdtempSync(join(tmpdir(), 'otel-edge-sensor-'));
  const bundle = join(folder, 'sensor.mjs');
  await buildSensor(bundle);
  const recording = join(folder, 'steady.csv');
  writeFileSync(
    recording,
    'time,temperature_celsius,humidity_percent\n2025-01-01T00:00:00Z,21.5,40\n2025-01-01T01:00:00Z,21.5,40\n',
  );
  const services: Service[] = [];
  return {
    folder,
    start(env, args = []) {
      const child = spawn(process.execPath, [...nodeFlags, bundle, ...args], {
        env: { SENSOR_HTTP_PORT: '0', SENSOR_SOURCE: `replay:${recording}`, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const service = observe(child);
      services.push(service);
      return service;
    },
    close() {
      for (const { child } of services) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function observe(child: Service['child']): Service {
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  const end = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const said = async (text: string): Promise<void> => {
    while (!output.stdout.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended: ${output.stdout}${output.stderr}`);
      await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    }
  };
  return {
    child,
    output,
    said,
    async started() {
      await said('"started"');
      return /"url":"(http:[^"]+)"/.exec(output.stdout)?.[1] ?? '';
    },
    exited: () =>
      Promise.race([end, new Promise<string>((resolve) => setTimeout(resolve, STOP_MILLIS, 'still running').unref())]),
  };
}
