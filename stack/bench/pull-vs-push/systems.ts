import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultRecording } from '../../native/commands.ts';
import { anyPorts, type Ports, reservePorts } from '../../native/ports.ts';
import { prometheusArguments } from '../baseline/prometheus.ts';
import { type Component, createComponent } from '../components/component.ts';
import { dataDisk } from '../components/data-disk.ts';
import {
  collectorComponent,
  healthComponent,
  type StackSite,
  sensorComponent,
  victoriaMetricsComponent,
} from '../components/stack-components.ts';
import type { DeviceLink } from './device-link.ts';
import { prometheusReader, type StoreReader, victoriaMetricsReader } from './store-reader.ts';
import type { SystemPlan } from './system-plan.ts';
import type { Workshop } from './workshop.ts';

export interface System {
  /** In the order of their start. */
  readonly components: readonly Component[];
  readonly service: Component;
  readonly store: Component;
  readonly reader: StoreReader;
  /** Of the service, at the device's end of the link, as everybody but the store reaches it. */
  readonly sensorUrl: string;
}

export interface SystemDeps {
  readonly workshop: Workshop;
  readonly link: DeviceLink;
  /** For what this run writes. */
  readonly folder: string;
  /** Takes the pushes of a service that is pulled. */
  readonly sinkUrl: string;
}

interface Site extends SystemDeps, StackSite {
  readonly ports: Ports;
  readonly sensorUrl: string;
}

/** The longest interval that the service takes: it has no switch for its pushes, and a scraped one is not to pay for them. */
const seldomPushMillis = 300_000;
const unlimited = { memoryBytes: undefined, cpus: undefined } as const;
/** At the device's end nobody else has it. The same in every run: Prometheus scrapes at a moment that is a hash of address and port. */
const sensorPort = 8000;
/** Of both versions. */
const everyAddress = '::';

/** Makes the components of a system; nothing is started. */
export async function createSystem(plan: SystemPlan, deps: SystemDeps): Promise<System> {
  await mkdir(deps.folder, { recursive: true });
  const free = await reservePorts(anyPorts);
  const ports = { ...free, sensor: sensorPort };
  const sensorUrl = `http://${deps.link.visitorsAddress}:${sensorPort}`;
  const site: Site = { ...deps, files: deps.workshop.stack, ports, sensorUrl, countsWrites: true };
  // The port that a sensor at this end would have had.
  return plan.kind === 'push' ? pushSystem(site, free.sensor) : pullSystem(site, plan);
}

async function pushSystem(site: Site, healthPort: number): Promise<System> {
  const { files, link, ports, sensorUrl } = site;
  const store = await victoriaMetricsComponent(site, files.limits.victoriaMetrics);
  const collector = await collectorComponent(site, files.limits.collector, link.storeAddress);
  const service = await sensor(site, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${link.storeAddress}:${ports.otlpHttp}`,
  });
  const health = await healthComponent(site, files.limits.health, { sensorUrl, port: healthPort });
  const reader = victoriaMetricsReader(`http://127.0.0.1:${ports.victoriaMetrics}`);
  return { components: [store, collector, service, health], service, store, reader, sensorUrl };
}

async function pullSystem(site: Site, plan: SystemPlan): Promise<System> {
  const store = await prometheus(site, plan.scrapeSeconds);
  const service = plan.kind === 'baseline' ? await baseline(site, plan) : await sensor(site, seldomPushing(site));
  const reader = prometheusReader(`http://127.0.0.1:${site.ports.victoriaMetrics}`);
  return { components: [store, service], service, store, reader, sensorUrl: site.sensorUrl };
}

function seldomPushing({ sinkUrl }: SystemDeps): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: sinkUrl, OTEL_METRIC_EXPORT_INTERVAL: String(seldomPushMillis) };
}

function sensor(site: Site, env: Readonly<Record<string, string>>): Promise<Component> {
  // Beyond loopback without a token: at the other end of this cable there is only this benchmark.
  const open = { SENSOR_HTTP_HOST: everyAddress, SENSOR_HTTP_INSECURE: 'true' };
  return sensorComponent(site, site.files.limits.sensor, { env: { ...open, ...env }, ...inDevice(site) });
}

function baseline(site: Site, { faults }: SystemPlan): Promise<Component> {
  const { workshop, files, ports, folder } = site;
  return createComponent({
    name: 'service',
    program: {
      file: files.node,
      // As somebody would start it who has not thought about memory: without flags.
      args: [workshop.baselineBundle],
      env: {
        BASELINE_HOST: everyAddress,
        BASELINE_PORT: String(ports.sensor),
        BASELINE_RECORDING: join(files.root, defaultRecording),
        BASELINE_FAULTS: faults.join(','),
      },
      cwd: folder,
    },
    ...unlimited,
    ...inDevice(site),
    logFile: join(folder, 'service.log'),
  });
}

/** The service, whichever it is, at the device's end of the cable. */
function inDevice({ link, sensorUrl }: Site) {
  return { within: link.enter, readyUrl: `${sensorUrl}/livez` };
}

async function prometheus(site: Site, intervalSeconds: number): Promise<Component> {
  const { workshop, link, ports, folder } = site;
  const port = ports.victoriaMetrics;
  const target = `${link.deviceAddress}:${ports.sensor}`;
  return createComponent({
    name: 'prometheus',
    disk: await dataDisk(site, 'prometheus'),
    program: {
      file: workshop.prometheus,
      args: await prometheusArguments(folder, { port, target, intervalSeconds }),
      env: {},
      cwd: folder,
    },
    ...unlimited,
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
    logFile: join(folder, 'prometheus.log'),
  });
}
