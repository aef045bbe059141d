import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ComposeStack, createComposeStack } from '../../compose/compose-stack.ts';
import type { DockerEngine } from '../../docker/docker-engine.ts';
import type { Step } from '../../progress.ts';
import { createVictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { dashboardPanels } from '../scaling/dashboard-panels.ts';
import { backfill } from './backfill.ts';
import { type Coldness, makeCold } from './cold-images.ts';
import { type DashboardCount, dashboardRange, startDashboard } from './dashboard.ts';
import { type Load, type LoadCount, startLoad } from './load.ts';
import { importBody, loadMetricNames, loadService, pushBody } from './load-points.ts';
import type { Scenario } from './scenario.ts';
import { type ReadyService, type ServiceSample, sampleServices, waitServicesReady } from './watch-services.ts';

export interface Measured {
  readonly scenario: Scenario;
  readonly coldness: Coldness;
  readonly ready: readonly ReadyService[];
  readonly samples: readonly ServiceSample[];
  /** `docker compose up --wait`, as a whole; null for a service alone. */
  readonly upSeconds: number | null;
  /** What compose said where `up` failed. */
  readonly upFailure: string | undefined;
  readonly load: (LoadCount & { readonly storedPoints: number | null }) | undefined;
  readonly dashboard: DashboardCount | undefined;
  /** Of the machine, highest one-minute value: other work shows here. */
  readonly loadAverage: number;
}

const readyTimeoutMillis = 60_000;
const sampleMillis = 5_000;
// The collector's batch 0.2 s, VictoriaMetrics' rows 2 s, and what waits in a queue that had to be built up.
const settleMillis = 15_000;

export interface MeasureDeps {
  readonly root: string;
  readonly workDir: string;
  readonly engine: DockerEngine;
  readonly step: Step;
}

/** Day of data, cold cache, start, load and dashboard for the whole time; everything that it made is gone afterwards. */
export async function measureScenario(scenario: Scenario, deps: MeasureDeps): Promise<Measured> {
  const stack = await createComposeStack({ root: deps.root, files: scenario.files, deviceName: 'cold-fit' });
  try {
    return await measure(stack, scenario, deps);
  } finally {
    await stack.remove();
  }
}

async function measure(stack: ComposeStack, scenario: Scenario, deps: MeasureDeps): Promise<Measured> {
  const { services, images } = await composed(stack, scenario.service);
  const hasStore = services.includes('victoriametrics');
  if (hasStore) await fillStore(stack, scenario, deps);
  // Everything but the start itself: what compose and the engine read for it would warm the cache.
  await stack.compose('create', ...(scenario.service === undefined ? [] : [scenario.service]));
  const coldness = await makeCold(images);
  const load = loadFor(scenario, stack);
  const { ready, ...up } = await start(stack, scenario, services, deps);
  const url = `http://127.0.0.1:${stack.ports.victoriaMetrics}`;
  const dashboard = scenario.isWatched ? startDashboard(url, await dashboardPanels(deps.root)) : undefined;
  const watched = await watch(stack.project, scenario, ready, deps);
  const asked = await dashboard?.stop();
  const counted = await load?.stop();
  const stored = load === undefined || !hasStore ? null : await storedPoints(url, load.startedAtMillis);
  return {
    scenario,
    coldness,
    ready,
    ...up,
    ...watched,
    load: counted && { ...counted, storedPoints: stored },
    dashboard: asked,
  };
}

async function fillStore(stack: ComposeStack, { devices }: Scenario, { workDir, step }: MeasureDeps): Promise<void> {
  await backfill(stack, { devices, hours: dashboardRange.hours, workDir, onStep: (detail) => step.detail(detail) });
}

async function start(
  stack: ComposeStack,
  scenario: Scenario,
  services: readonly string[],
  { engine, step }: MeasureDeps,
): Promise<Pick<Measured, 'ready' | 'upSeconds' | 'upFailure'>> {
  step.detail('starting');
  const [ready, up] = await Promise.all([
    waitServicesReady(engine, stack, {
      services,
      timeoutMillis: readyTimeoutMillis,
      onReady: (service) => step.detail(`${service} is ready`),
    }),
    bringUp(stack, scenario, performance.now()),
  ]);
  return { ready, ...up };
}

async function watch(
  project: string,
  { minutes }: Scenario,
  ready: readonly ReadyService[],
  { engine, step }: MeasureDeps,
): Promise<Pick<Measured, 'samples' | 'loadAverage'>> {
  const samples: ServiceSample[] = [];
  let loadAverage = 0;
  const until = performance.now() + minutes * 60_000;
  while (performance.now() < until) {
    await sleep(Math.min(sampleMillis, Math.max(0, until - performance.now())));
    samples.push(...(await sampleServices(engine, project, ready)));
    loadAverage = Math.max(loadAverage, loadavg()[0] ?? 0);
    step.detail(`${Math.ceil(Math.max(0, until - performance.now()) / 60_000)} min to go`);
  }
  return { samples, loadAverage };
}

/** What this scenario starts, by compose itself. */
async function composed(stack: ComposeStack, service: string | undefined) {
  const config = JSON.parse(await stack.compose('config', '--format', 'json')) as {
    readonly services: Readonly<Record<string, { readonly image: string }>>;
  };
  const chosen = Object.entries(config.services).filter(([name]) => service === undefined || name === service);
  return { services: chosen.map(([name]) => name), images: chosen.map(([, { image }]) => image) };
}

async function bringUp(
  stack: ComposeStack,
  { service }: Scenario,
  startedAt: number,
): Promise<Pick<Measured, 'upSeconds' | 'upFailure'>> {
  // Alone, nothing that it would wait for exists.
  const args = service === undefined ? ['--wait', '--wait-timeout', '60'] : ['--no-deps', service];
  try {
    await stack.compose('up', '--detach', ...args);
    return { upSeconds: service === undefined ? (performance.now() - startedAt) / 1000 : null, upFailure: undefined };
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    return { upSeconds: null, upFailure: stderr.trim().split('\n').at(-1) ?? String(error) };
  }
}

/** From the first moment on: devices do not wait until somebody listens. */
function loadFor({ devices, service }: Scenario, { ports }: ComposeStack): Load | undefined {
  if (devices === 0) return undefined;
  // Alone there is no collector before it, and VictoriaMetrics itself takes OTLP only as protobuf.
  if (service === 'victoriametrics') {
    const url = `http://127.0.0.1:${ports.victoriaMetrics}/api/v1/import/prometheus`;
    return startLoad({ url, contentType: 'text/plain', devices, body: importBody });
  }
  const url = `http://127.0.0.1:${ports.otlpHttp}/v1/metrics`;
  return startLoad({ url, contentType: 'application/json', devices, body: pushBody });
}

/** Counted from the raw points, metric by metric: the store answers within tight limits. */
async function storedPoints(url: string, fromMillis: number): Promise<number | null> {
  const client = createVictoriaMetricsClient(url, { timeoutMillis: 60_000 });
  try {
    await sleep(settleMillis);
    await client.flush();
    let points = 0;
    for (const name of loadMetricNames) {
      const series = await client.export(`${name}{service_name="${loadService}"}`, { fromMillis });
      points += series.reduce((sum, { values }) => sum + values.length, 0);
    }
    return points;
  } catch {
    return null;
  }
}
