import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComposeStack } from '../../compose/compose-stack.ts';
import { createVictoriaMetricsClient, type ExportedSeries } from '../../victoriametrics-client.ts';
import { fillHistory } from '../scaling/fill-history.ts';
import { importSeries } from '../scaling/week.ts';
import { historySeries, historyTimes } from './load-points.ts';

export interface BackfillOptions {
  readonly devices: number;
  readonly hours: number;
  readonly workDir: string;
  readonly onStep: (detail: string) => void;
}

/** Three pushes, so that every series is there and counters have a slope. */
const learnMillis = 50_000;
const timeoutMillis = 30_000;

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
 * A day of the load's data and of what the stack tells of itself, which is what the dashboards ask for, put into the volume by a
 * VictoriaMetrics without tight limits. It is stopped properly afterwards: the containers that are measured later have never run.
 */
export async function backfill(
  stack: ComposeStack,
  { devices, hours, workDir, onStep }: BackfillOptions,
): Promise<void> {
  const override = join(workDir, 'roomy.json');
  await writeFile(override, JSON.stringify(roomy));
  const url = `http://127.0.0.1:${stack.ports.victoriaMetrics}`;
  try {
    onStep('which series there are');
    await stack.compose('-f', override, 'up', '--detach', 'sensor');
    await sleep(learnMillis);
    const own = await createVictoriaMetricsClient(url, { timeoutMillis }).export('{__name__!=""}');
    await stack.compose('stop', 'sensor', 'otel-collector', 'health');
    const untilMillis = Date.now();
    await importOwn(url, own, historyTimes(untilMillis - 2 * learnMillis, hours), onStep);
    for (let device = 0; device < devices; device += 1) {
      onStep(`a day of data: device ${device + 1} of ${devices}`);
      for (const series of historySeries(device, untilMillis, hours)) await importSeries(url, series);
    }
  } finally {
    await stack.compose('stop', '--timeout', '60');
    await stack.compose('rm', '--force');
  }
}

async function importOwn(
  url: string,
  own: readonly ExportedSeries[],
  times: readonly number[],
  onStep: BackfillOptions['onStep'],
): Promise<void> {
  if (own.length === 0) throw new Error('the stack has stored nothing of itself');
  for (const [index, series] of own.entries()) {
    onStep(`a day of data: own series ${index + 1} of ${own.length}`);
    await importSeries(url, fillHistory(series, times, index));
  }
}
