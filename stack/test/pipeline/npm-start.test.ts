import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root, withoutBinaries } from './pipeline.ts';

describe.skipIf(withoutBinaries)('npm start [needs collector and VictoriaMetrics]', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-edge-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Runs it on free ports with a folder of its own; gives exit code and the events of --json. */
  async function start(args: readonly string[], { signalAt = '' } = {}) {
    const ports = ['SENSOR', 'OTLP_HTTP', 'OTLP_GRPC', 'HEALTH', 'VICTORIAMETRICS'].map((name) => [
      `STACK_${name}_PORT`,
      '0',
    ]);
    const child = spawn(process.execPath, [join(root, 'stack/start.ts'), '--json', ...args], {
      env: { ...process.env, ...Object.fromEntries(ports), STACK_DATA_DIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const events: { event: string; [key: string]: unknown }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as (typeof events)[number];
      events.push(event);
      if (event.event === signalAt) child.kill('SIGINT');
    }
    const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
    return { code, events, names: events.map(({ event }) => event) };
  }

  test('--once exits 0 as soon as a sample of this run can be queried', async () => {
    const { code, names } = await start(['--once']);
    expect(names).toEqual(expect.arrayContaining(['table', 'sample']));
    expect(code).toBe(0);
  });

  test('Ctrl-C stops all in order and exits 0', async () => {
    const { code, names } = await start([], { signalAt: 'sample' });
    expect(names.at(-1)).toBe('stopped');
    expect(code).toBe(0);
  });
});
