import { createVictoriaMetricsClient } from '../victoriametrics-client.ts';
import { type CanaryFacts, sendCanary } from './canary.ts';
import { type Fact, factOf, unknown, valueFrom } from './fact.ts';
import type { Facts } from './facts.ts';
import type { FoundStack } from './find-stack.ts';
import { readHardware, readSensor } from './gather/sensor.ts';
import { readSeries } from './gather/series.ts';
import { readStore } from './gather/store.ts';
import { serviceName } from './next-step.ts';
import type { Surroundings } from './surroundings.ts';

export type PipelineFacts = Pick<Facts, 'sensor' | 'hardware' | 'store' | 'series'>;

/** What the components say, and what of it is stored. One that is down is not asked: that it is down says it. */
export async function gatherPipeline(
  stack: FoundStack,
  { sysRoot, now }: Pick<Surroundings, 'sysRoot' | 'now'>,
): Promise<PipelineFacts> {
  const { endpoints, source } = stack;
  const sensorUrl = isDown(stack, 'sensor') ? undefined : endpoints.sensor;
  const storeUrl = isDown(stack, 'victoriametrics') ? undefined : endpoints.store;
  const sensor =
    sensorUrl === undefined ? undefined : await factOf(() => readSensor(sensorUrl, endpoints.sensorCertificateFile));
  // What reads well is there; a recording needs no hardware.
  const isHardwareAsked = source !== undefined && !source.startsWith('replay:') && valueFrom(sensor)?.status !== 'ok';
  const hardware = isHardwareAsked ? await factOf(() => readHardware(source, sysRoot)) : undefined;
  if (storeUrl === undefined) return { sensor, hardware, store: undefined, series: undefined };
  const store = await factOf(() => readStore(storeUrl, now()));
  const client = createVictoriaMetricsClient(storeUrl);
  const series = store.isKnown ? await factOf(() => readSeries(client, now())) : undefined;
  return { sensor, hardware, store, series };
}

function isDown(stack: FoundStack, which: Parameters<typeof serviceName>[1]): boolean {
  const name = serviceName(stack, which);
  return valueFrom(stack.services)?.some((service) => service.name === name && !service.isUp) ?? false;
}

/** Undefined where there is no way to send one; unknown where it is known beforehand that it cannot return. */
export async function gatherCanary(
  stack: FoundStack,
  { store }: Pick<PipelineFacts, 'store'>,
): Promise<Fact<CanaryFacts> | undefined> {
  const { endpoints, deviceName } = stack;
  const { store: storeUrl, otlp: otlpUrl } = endpoints;
  if (storeUrl === undefined || otlpUrl === undefined || store === undefined) return undefined;
  if (isDown(stack, 'collector')) return unknown('the collector is down');
  if (!store.isKnown) return unknown('VictoriaMetrics does not answer');
  if (store.value.isReadOnly) return unknown('VictoriaMetrics takes nothing in');
  return factOf(() => sendCanary(createVictoriaMetricsClient(storeUrl), { otlpUrl, hostName: deviceName }));
}
