import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyPorts, type Ports, reservePorts } from '../../native/ports.ts';
import type { Step } from '../../progress.ts';
import { createVictoriaMetricsClient, type ExportedSeries } from '../../victoriametrics-client.ts';
import type { Component } from '../components/component.ts';
import {
  collectorComponent,
  type StackSite,
  sensorComponent,
  victoriaMetricsComponent,
} from '../components/stack-components.ts';
import type { StackFiles } from '../components/stack-files.ts';
import { dropCaches } from '../process/cold-cache.ts';
import { rangeQuery } from '../process/range-query.ts';
import { type DashboardPanel, dashboardPanels } from './dashboard-panels.ts';
import { asDevice, fillHistory } from './fill-history.ts';
import { pushIntervalMillis } from './measure-disk.ts';
import { importSeries, weekOfPushes } from './week.ts';

export interface PanelTimes extends DashboardPanel {
  /** Until the last of its queries was answered. */
  readonly millis: readonly number[];
  readonly failed: number;
  readonly lastFailure: string | undefined;
}

export interface QueriesMeasured {
  readonly panels: readonly PanelTimes[];
  readonly series: number;
  readonly samples: number;
}

export const week = { days: 7, stepSeconds: 600, rounds: 20, otherDevices: 10 } as const;
const unlimited = { memoryBytes: undefined, cpus: undefined } as const;
/** Three pushes, so that every series is there and counters have a slope. */
const learnMillis = 50_000;
const timeoutMillis = 20_000;
const range = { seconds: week.days * 86_400, stepSeconds: week.stepSeconds, timeoutMillis, noCache: true } as const;
/** While one is made here, others are taken in there. */
const importsAtATime = 3;
/** Merging what was imported; a real week was merged while it came in. */
const mergeMillis = 20_000;

/** Every panel of every dashboard over a week of this device and ten more, on a store within its limits into which everything goes on being pushed. */
export async function measureQueries(files: StackFiles, folder: string, step: Step): Promise<QueriesMeasured> {
  await mkdir(folder, { recursive: true });
  const ports = await reservePorts(anyPorts);
  const site: StackSite = { files, folder, ports };
  try {
    step.detail('which series there are');
    const filled = await fill(site, step);
    await dropCaches();
    const { victoriaMetrics, collector, sensor } = files.limits;
    const panels = await within(await victoriaMetricsComponent(site, victoriaMetrics), async () =>
      within(await collectorComponent(site, collector), async () =>
        within(await sensorComponent(site, sensor), () => askAll(files.root, ports, step)),
      ),
    );
    return { panels, ...filled };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** By the real pipeline, for a minute; then a week of each is put into the store, without tight limits, and it is stopped properly. */
async function fill(site: StackSite, step: Step): Promise<Pick<QueriesMeasured, 'series' | 'samples'>> {
  const url = `http://127.0.0.1:${site.ports.victoriaMetrics}`;
  return within(await victoriaMetricsComponent(site, unlimited), async () => {
    const learnt = await learn(site, url);
    const others = Array.from({ length: week.otherDevices }, (_, index) =>
      learnt
        .filter(({ labels: { service_name: name } }) => name === 'sensor')
        .map((series) => asDevice(series, `device-${index}`)),
    ).flat();
    const all = [...learnt, ...others];
    const timestamps = weekOfPushes(Date.now() - learnMillis * 2, pushIntervalMillis);
    const waiting = [...all.entries()];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, series] = next;
        step.detail(`a week of data: series ${index + 1} of ${all.length}`);
        await importSeries(url, fillHistory(series, timestamps, index));
      }
    };
    await Promise.all(Array.from({ length: importsAtATime }, worker));
    for (const path of ['/internal/force_flush', '/internal/force_merge']) await fetch(`${url}${path}`);
    await sleep(mergeMillis);
    return { series: all.length, samples: all.length * timestamps.length };
  });
}

async function learn(site: StackSite, url: string): Promise<readonly ExportedSeries[]> {
  return within(await collectorComponent(site, unlimited), async () =>
    within(await sensorComponent(site, unlimited), async () => {
      await sleep(learnMillis);
      return createVictoriaMetricsClient(url, { timeoutMillis }).export('{__name__!=""}');
    }),
  );
}

async function askAll(root: string, { victoriaMetrics }: Ports, step: Step): Promise<readonly PanelTimes[]> {
  const times: PanelTimes[] = [];
  for (const panel of await dashboardPanels(root)) {
    step.detail(`${panel.dashboard}: ${panel.title}`);
    times.push(await ask(panel, `http://127.0.0.1:${victoriaMetrics}`));
  }
  return times;
}

async function ask(panel: DashboardPanel, url: string): Promise<PanelTimes> {
  const millis: number[] = [];
  let failed = 0;
  let lastFailure: string | undefined;
  for (let round = 0; round < week.rounds; round += 1) {
    const startedAt = performance.now();
    try {
      await Promise.all(panel.expressions.map((expression) => rangeQuery(url, expression, range)));
      millis.push(performance.now() - startedAt);
    } catch (error) {
      failed += 1;
      lastFailure = error instanceof Error ? error.message : String(error);
    }
  }
  return { ...panel, millis, failed, lastFailure };
}

async function within<T>(component: Component, act: () => Promise<T>): Promise<T> {
  try {
    await component.start();
    const result = await act();
    await component.stop();
    return result;
  } finally {
    await component.remove();
  }
}
