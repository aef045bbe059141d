import { setTimeout as sleep } from 'node:timers/promises';
import { metrics } from '../../sensor/src/metric-names.ts';
import { prometheusName } from '../../sensor/src/prometheus-name.ts';
import type { ComponentId } from '../native/commands.ts';
import { eventually } from './eventually.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { componentIds, watchMemory } from './memory-watch.ts';
import { countPushes, type PushCount } from './push-count.ts';
import { createRealPipeline, type RealPipeline } from './real-pipeline.ts';
import type { Round, ScenarioContext, ScenarioResult } from './scenario.ts';
import { writeSteadyRecording } from './steady-recording.ts';

/** The smallest that the sensor takes: 15 times faster than on a device. */
export const pushMillis = 1_000;

type Environments = Partial<Readonly<Record<ComponentId, Readonly<Record<string, string>>>>>;

export interface FaultRunOptions {
  /** Added to what each component has. `{folder}` is the pipeline's own. */
  readonly env?: Environments;
  readonly storeArgs?: readonly string[];
  /** Where a proxy stands: before the collector, for the sensor; before the store, for the collector. */
  readonly proxyBefore?: 'collector' | 'victoriametrics';
  /** The work starts the sensor itself. */
  readonly startsLater?: 'sensor';
  /** Before anything is started, with the folder of the pipeline. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** After everything has ended, before the folder is removed. */
  readonly cleanUp?: () => Promise<void>;
}

/** The whole pipeline at work, with a fault to come. */
export interface FaultRun {
  readonly pipeline: RealPipeline;
  /** Undefined where none was asked for. */
  readonly proxy: FaultProxy | undefined;
  /** Starts a component with the same settings as before. */
  start(id: ComponentId): Promise<void>;
  /** The number of the sensor's newest push. */
  sent(): Promise<number>;
  /** Sum of one of the sensor's own counters, from itself; 0 where it does not have it yet. */
  sensorCounter(name: string, labels?: string): Promise<number>;
  count(instance?: string): Promise<PushCount>;
  /** Waits until everything is stored up to the newest push, or until nothing of the gaps is filled any more; then counts. */
  settled(before: PushCount, boundMillis?: number): Promise<PushCount>;
  /** Seconds from `sinceMillis` until a push that was taken after it is stored. */
  fresh(sinceMillis: number): Promise<number>;
}

/** Starts everything, lets `work` have its faults, and stops everything, whatever happened. */
export async function withFaultRun(
  context: ScenarioContext,
  options: FaultRunOptions,
  work: (run: FaultRun) => Promise<readonly Round[]>,
): Promise<ScenarioResult> {
  const pipeline = await createRealPipeline(context);
  const memory = watchMemory(pipeline);
  let proxy: FaultProxy | undefined;
  try {
    await options.prepare?.(pipeline.folder);
    if (options.proxyBefore !== undefined) proxy = await startFaultProxy(targetPort(options.proxyBefore, pipeline));
    const run = await createRun(pipeline, proxy, options);
    for (const id of componentIds) if (id !== options.startsLater) await run.start(id);
    // Series that are new when the store is killed lose everything: on a device they are months old.
    if (options.startsLater === undefined) await eventually(run.count, ({ stored }) => stored >= 2);
    const rounds = await work(run);
    return { rounds, peakBytes: memory.peakBytes() };
  } finally {
    memory.stop();
    for (const id of componentIds.toReversed()) await pipeline.stop(id);
    await options.cleanUp?.();
    await pipeline.close();
    proxy?.close();
  }
}

function targetPort(before: 'collector' | 'victoriametrics', { ports }: RealPipeline): number {
  return before === 'collector' ? ports.otlpHttp : ports.victoriaMetrics;
}

async function createRun(
  pipeline: RealPipeline,
  proxy: FaultProxy | undefined,
  { env = {}, storeArgs = [], proxyBefore }: FaultRunOptions,
): Promise<FaultRun> {
  const recording = await writeSteadyRecording(pipeline.folder, 20, 50);
  const own: Record<ComponentId, Record<string, string>> = {
    victoriametrics: {},
    collector: proxy && proxyBefore === 'victoriametrics' ? { COLLECTOR_VICTORIAMETRICS_URL: proxy.url } : {},
    sensor: {
      SENSOR_SOURCE: `replay:${recording}`,
      OTEL_METRIC_EXPORT_INTERVAL: String(pushMillis),
      ...(proxy && proxyBefore === 'collector' && { OTEL_EXPORTER_OTLP_ENDPOINT: proxy.url }),
    },
  };
  const inFolder = (text: string): string => text.replaceAll('{folder}', pipeline.folder);
  const count = async (instance?: string): Promise<PushCount> => countPushes(await storedSeries(pipeline, instance));
  const sent = (): Promise<number> => sensorValue(pipeline.sensorUrl, sequenceName);
  return {
    pipeline,
    proxy,
    async start(id) {
      const args = id === 'victoriametrics' ? storeArgs : [];
      const given = Object.entries(env[id] ?? {}).map(([name, value]) => [name, inFolder(value)]);
      await pipeline.start(id, { ...own[id], ...Object.fromEntries(given) }, args.map(inFolder));
    },
    sent,
    sensorCounter: (name, labels) => sensorValue(pipeline.sensorUrl, name, labels),
    count,
    settled: async (before, boundMillis) => settle(count, { before, sent: await sent(), boundMillis }),
    async fresh(sinceMillis) {
      await eventually(count, ({ newestMillis }) => newestMillis > sinceMillis, freshBoundMillis);
      return (Date.now() - sinceMillis) / 1000;
    },
  };
}

const freshBoundMillis = 60_000;
const settleBoundMillis = 60_000;
/** Longer than a batch (0.2 s), a look of the store at new rows (2 s) and a pause of the spool together. */
const quietMillis = 5_000;

interface Settling {
  readonly before: PushCount;
  readonly sent: number;
  readonly boundMillis: number | undefined;
}

async function settle(
  count: () => Promise<PushCount>,
  { before, sent, boundMillis = settleBoundMillis }: Settling,
): Promise<PushCount> {
  const deadline = performance.now() + boundMillis;
  let lost = -1;
  let lastChange = performance.now();
  for (;;) {
    const now = await count();
    if (now.lost !== lost) lastChange = performance.now();
    lost = now.lost;
    const isThere = now.newest >= sent;
    const isQuiet = performance.now() - lastChange > quietMillis;
    if ((isThere && (lost <= before.lost || isQuiet)) || performance.now() > deadline) return now;
    await sleep(200);
  }
}

const sequenceName = prometheusName(metrics.pushSequence);
let look = 0;

/** Empty while the store does not answer: it may be away. A matcher of its own each time: "no such series" is remembered for ten seconds. */
async function storedSeries({ store }: RealPipeline, instance = 'test') {
  look += 1;
  await store.flush().catch(() => {});
  return store.export(`${sequenceName}{service_instance_id="${instance}",look!="${look}"}`).catch(() => []);
}

/** The sum over what has these labels. */
async function sensorValue(sensorUrl: string, name: string, labels = ''): Promise<number> {
  const response = await fetch(`${sensorUrl}/metrics`, { signal: AbortSignal.timeout(5_000) });
  const lines = (await response.text()).split('\n');
  const own = lines.filter((line) => /^[^ {]+/.exec(line)?.[0] === name && line.includes(labels));
  return own.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
