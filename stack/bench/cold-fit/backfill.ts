import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ComposeStack } from '../../compose/compose-stack.ts';
import { historyLines } from './load-points.ts';

export interface BackfillOptions {
  readonly devices: number;
  readonly hours: number;
  readonly workDir: string;
  readonly onDevice: (device: number) => void;
}

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)('docker', args, { timeout: 90_000 });
  return `${stdout}${stderr}`.trim();
}

const readyMillis = 30_000;

// For this one start only: a day of 100 devices takes minutes within 96 MiB.
const roomy = {
  services: {
    victoriametrics: {
      mem_limit: '2g',
      memswap_limit: '2g',
      cpus: 2,
      environment: { GOMEMLIMIT: '1500MiB', VM_memory_allowedBytes: '512MiB' },
    },
  },
};

/**
 * A day of the load's data, put straight into the volume by a VictoriaMetrics without tight limits, which is stopped properly afterwards. What
 * is measured later has never seen it.
 */
export async function backfill(
  stack: ComposeStack,
  { devices, hours, workDir, onDevice }: BackfillOptions,
): Promise<void> {
  const override = join(workDir, 'roomy.json');
  await writeFile(override, JSON.stringify(roomy));
  const run = ['run', '--detach', '--no-deps', '--service-ports', 'victoriametrics'];
  const id = (await stack.compose('-f', override, ...run)).trim();
  try {
    const url = `http://127.0.0.1:${stack.ports.victoriaMetrics}`;
    await waitHealthy(url).catch(async (error: unknown) => {
      throw new Error(`VictoriaMetrics does not come up: ${await docker('logs', '--tail', '1', id)}`, { cause: error });
    });
    const untilMillis = Date.now();
    for (let device = 0; device < devices; device += 1) {
      onDevice(device);
      const body = [...historyLines(device, untilMillis, hours)].join('');
      const response = await fetch(`${url}/api/v1/import`, { method: 'POST', body });
      const answer = await response.text();
      if (!response.ok) throw new Error(`import failed: HTTP ${response.status}: ${answer.slice(0, 200)}`);
    }
  } finally {
    await docker('stop', '--time', '60', id);
    await docker('rm', '--force', id);
  }
}

async function waitHealthy(url: string): Promise<void> {
  const signal = AbortSignal.timeout(readyMillis);
  for (;;) {
    const isHealthy = await fetch(`${url}/health`, { signal }).then(
      (response) => response.ok,
      () => false,
    );
    if (isHealthy) return;
    await sleep(100, undefined, { signal });
  }
}
