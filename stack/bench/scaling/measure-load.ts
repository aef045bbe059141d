import { mkdir, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyPorts, reservePorts } from '../../native/ports.ts';
import { storedNames } from '../../stored-names.ts';
import { createVictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { type LoadCount, startLoad } from '../cold-fit/load.ts';
import { pushBody, seriesPerDevice } from '../cold-fit/load-points.ts';
import type { Component, ComponentUse } from '../components/component.ts';
import {
  collectorComponent,
  type StackSite,
  sensorComponent,
  victoriaMetricsComponent,
} from '../components/stack-components.ts';
import type { StackFiles } from '../components/stack-files.ts';
import { type UseSample, watchUse } from '../components/watch-use.ts';
import { dropCaches } from '../process/cold-cache.ts';
import { median } from '../statistics.ts';

/** So many series, each with a point per interval; the sensor pushes as often. */
export interface LoadPlan {
  readonly seriesCount: number;
  readonly intervalSeconds: number;
}

export interface ComponentLoad {
  readonly component: string;
  /** Medians. */
  readonly anonymousBytes: number;
  readonly activeFileBytes: number;
  readonly anonymousHighestBytes: number;
  readonly cpuPercent: number;
  readonly majorFaultsPerSecond: number;
  readonly writtenBytesPerHour: number;
}

export interface LoadMeasured extends LoadPlan, LoadCount {
  readonly seconds: number;
  readonly isCold: boolean;
  readonly components: readonly ComponentLoad[];
  /** What waits in the collector at the end (its queue counts bytes); null: nobody could say. */
  readonly queuedBytes: number | null;
}

/** Registering series costs more than feeding them, and only once: 45 s, or until each device has pushed (they do not push all at a time). */
export function settleMillis(intervalSeconds: number): number {
  return Math.max(45_000, intervalSeconds * 1_500);
}

/** Nothing that the kernel holds back: what each would take. Everything else, GOMEMLIMIT too, as shipped. */
const unlimited = { memoryBytes: undefined, cpus: undefined } as const;

export async function measureLoad(
  plan: LoadPlan,
  { files, folder, minutes }: { readonly files: StackFiles; readonly folder: string; readonly minutes: number },
): Promise<LoadMeasured> {
  await mkdir(folder, { recursive: true });
  const isCold = await dropCaches();
  const ports = await reservePorts(anyPorts);
  const site: StackSite = { files, folder, ports, countsWrites: true };
  const components: Component[] = [
    await victoriaMetricsComponent(site, unlimited),
    await collectorComponent(site, unlimited),
    await sensorComponent(site, unlimited, {
      env: { OTEL_METRIC_EXPORT_INTERVAL: String(plan.intervalSeconds * 1000) },
    }),
  ];
  try {
    for (const component of components) await component.start();
    return { ...plan, isCold, ...(await underLoad(plan, site, components, minutes)) };
  } finally {
    for (const component of components.toReversed()) await component.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

async function underLoad(plan: LoadPlan, { ports }: StackSite, components: readonly Component[], minutes: number) {
  const load = startLoad({
    url: `http://127.0.0.1:${ports.otlpHttp}/v1/metrics`,
    contentType: 'application/json',
    devices: plan.seriesCount / seriesPerDevice,
    intervalMillis: plan.intervalSeconds * 1000,
    body: pushBody,
  });
  try {
    await sleep(settleMillis(plan.intervalSeconds));
    const startedAt = performance.now();
    const [before, use] = [await readAll(components), watchUse(components, Date.now())];
    await sleep(minutes * 60_000);
    const [samples, after] = [await use.stop(), await readAll(components)];
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      seconds,
      components: components.map(({ name }, index) =>
        componentLoad(name, samples, before[index], after[index], seconds),
      ),
      queuedBytes: await queuedBytes(ports.victoriaMetrics),
      ...load.count(),
    };
  } finally {
    await load.stop();
  }
}

async function readAll(components: readonly Component[]): Promise<readonly ComponentUse[]> {
  await Promise.all(components.map((component) => component.flush()));
  return Promise.all(components.map((component) => component.use()));
}

function componentLoad(
  component: string,
  all: readonly UseSample[],
  before: ComponentUse | undefined,
  after: ComponentUse | undefined,
  seconds: number,
): ComponentLoad {
  const samples = all.filter((sample) => sample.component === component);
  const perSecond = (of: (use: ComponentUse) => number): number =>
    before === undefined || after === undefined ? 0 : (of(after) - of(before)) / seconds;
  return {
    component,
    anonymousBytes: median(samples.map(({ anonymousBytes }) => anonymousBytes)),
    activeFileBytes: median(samples.map(({ activeFileBytes }) => activeFileBytes)),
    anonymousHighestBytes: Math.max(...samples.map(({ anonymousBytes }) => anonymousBytes)),
    cpuPercent: perSecond(({ cpuSeconds }) => cpuSeconds) * 100,
    majorFaultsPerSecond: perSecond(({ majorFaults }) => majorFaults),
    writtenBytesPerHour: perSecond(({ writtenBytes }) => writtenBytes) * 3600,
  };
}

async function queuedBytes(port: number): Promise<number | null> {
  const client = createVictoriaMetricsClient(`http://127.0.0.1:${port}`);
  const samples = await client.query(`max(${storedNames.collectorQueueSize})`).catch(() => []);
  return samples[0]?.value ?? null;
}
