import { metrics } from '../../sensor/src/metric-names.ts';
import { prometheusName } from '../../sensor/src/prometheus-name.ts';
import type { ComponentId } from '../native/commands.ts';
import { type Environments, profileEnvironments } from './component-environments.ts';
import { eventually } from './eventually.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { componentIds, watchMemory } from './memory-watch.ts';
import type { PushCount } from './push-count.ts';
import { createRealPipeline, type RealPipeline } from './real-pipeline.ts';
import type { Round, ScenarioContext, ScenarioResult } from './scenario.ts';
import { sensorValue } from './sensor-value.ts';
import { writeSteadyRecording } from './steady-recording.ts';
import { countStored, type SettledCount, sequenceName, settle } from './stored-pushes.ts';

/** The smallest that the sensor takes: 15 times faster than on a device. */
export const pushMillis = 1_000;

export interface FaultRunOptions {
  /** Added to what each component has. `{folder}` is the pipeline's own. */
  readonly env?: Partial<Environments>;
  /** The same in arguments. */
  readonly args?: Partial<Readonly<Record<ComponentId, readonly string[]>>>;
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
  settled(before: PushCount, boundMillis?: number): Promise<SettledCount>;
  /** Seconds from `sinceMillis` until a push that was taken after it is stored. */
  fresh(sinceMillis: number, boundMillis?: number): Promise<number>;
  /** A round is over. */
  ended(round: Round): void;
}

/** Starts everything, lets `work` have its faults, and stops everything, whatever happened. Rounds that were over before something failed stay. */
export async function withFaultRun(
  context: ScenarioContext,
  options: FaultRunOptions,
  work: (run: FaultRun) => Promise<void>,
): Promise<ScenarioResult> {
  const rounds: Round[] = [];
  const ended = (round: Round): void => {
    rounds.push(round);
    context.ended(round);
  };
  const pipeline = await createRealPipeline(context);
  const memory = watchMemory(pipeline);
  let proxy: FaultProxy | undefined;
  let failure: unknown;
  try {
    await options.prepare?.(pipeline.folder);
    if (options.proxyBefore !== undefined) proxy = await startFaultProxy(targetPort(options.proxyBefore, pipeline));
    const run = { ...(await createRun(context.root, pipeline, { proxy, options })), ended };
    for (const id of componentIds) if (id !== options.startsLater) await run.start(id);
    // Series that are new when the store is killed lose everything: on a device they are months old.
    if (options.startsLater === undefined) await eventually(run.count, ({ stored }) => stored >= 2);
    await work(run);
  } catch (error) {
    failure = error;
  } finally {
    memory.stop();
    for (const id of componentIds.toReversed()) await pipeline.stop(id);
    await options.cleanUp?.();
    await pipeline.close();
    proxy?.close();
  }
  return { rounds, peakBytes: memory.peakBytes(), failure };
}

function targetPort(before: 'collector' | 'victoriametrics', { ports }: RealPipeline): number {
  return before === 'collector' ? ports.otlpHttp : ports.victoriaMetrics;
}

interface Given {
  readonly proxy: FaultProxy | undefined;
  readonly options: FaultRunOptions;
}

async function createRun(
  root: string,
  pipeline: RealPipeline,
  { proxy, options: { env = {}, args = {}, proxyBefore } }: Given,
): Promise<Omit<FaultRun, 'ended'>> {
  const recording = await writeSteadyRecording(pipeline.folder, 20, 50);
  const profile = await profileEnvironments(root);
  const own: Environments = {
    victoriametrics: profile.victoriametrics,
    collector: {
      ...profile.collector,
      ...(proxy && proxyBefore === 'victoriametrics' && { COLLECTOR_VICTORIAMETRICS_URL: proxy.url }),
    },
    sensor: {
      ...profile.sensor,
      SENSOR_SOURCE: `replay:${recording}`,
      OTEL_METRIC_EXPORT_INTERVAL: String(pushMillis),
      ...(proxy && proxyBefore === 'collector' && { OTEL_EXPORTER_OTLP_ENDPOINT: proxy.url }),
    },
  };
  const inFolder = (text: string): string => text.replaceAll('{folder}', pipeline.folder);
  const count = (instance?: string): Promise<PushCount> => countStored(pipeline.store, instance);
  const ofSensor = (name: string, labels?: string): Promise<number> => sensorValue(pipeline.sensorUrl, name, labels);
  const sent = (): Promise<number> => ofSensor(sequenceName);
  const spooled = (): Promise<number> => ofSensor(prometheusName(metrics.spoolPushes));
  return {
    pipeline,
    proxy,
    async start(id) {
      const given = Object.entries(env[id] ?? {}).map(([name, value]) => [name, inFolder(value)]);
      await pipeline.start(id, { ...own[id], ...Object.fromEntries(given) }, (args[id] ?? []).map(inFolder));
    },
    sent,
    sensorCounter: ofSensor,
    count,
    settled: async (before, boundMillis) => settle({ count, spooled, before, sent: await sent(), boundMillis }),
    async fresh(sinceMillis, boundMillis = freshBoundMillis) {
      await eventually(count, ({ newestMillis }) => newestMillis > sinceMillis, boundMillis);
      return (Date.now() - sinceMillis) / 1000;
    },
  };
}

const freshBoundMillis = 60_000;
