import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, collectorCommand, sensorCommand, victoriaMetricsCommand } from '../../native/commands.ts';
import { loopback } from '../../native/loopback.ts';
import type { Ports } from '../../native/ports.ts';
import type { CgroupLimits } from '../process/service-cgroup.ts';
import { type Component, type ComponentOptions, createComponent } from './component.ts';
import { type DiskSite, dataDisk } from './data-disk.ts';
import { shippedEnvironment } from './shipped-environment.ts';
import type { StackFiles } from './stack-files.ts';

/** Where a run of the stack's components lives. */
export interface StackSite extends DiskSite {
  readonly files: StackFiles;
  readonly ports: Ports;
}

/** Label of what the stack tells of itself. */
const hostName = 'bench-device';

/** The store as `npm start` runs it, within limits of its own. */
export async function victoriaMetricsComponent(site: StackSite, limits: CgroupLimits): Promise<Component> {
  const command = await victoriaMetricsCommand(site.files.victoriaMetrics, await commandOptions(site));
  return createComponent({
    name: 'victoriametrics',
    program: command,
    ...limits,
    disk: await dataDisk(site, 'victoriametrics'),
    readyUrl: command.readyUrl,
    logFile: join(site.folder, 'victoriametrics.log'),
  });
}

/** @param address where it takes pushes; by default on loopback. */
export async function collectorComponent(site: StackSite, limits: CgroupLimits, address?: string): Promise<Component> {
  const command = await collectorCommand(site.files.collector, await commandOptions(site));
  const disk = await dataDisk(site, 'collector');
  await mkdir(join(site.folder, 'collector', 'queue'), { recursive: true });
  const { otlpHttp } = site.ports;
  const elsewhere =
    address === undefined
      ? {}
      : {
          COLLECTOR_OTLP_HTTP_ENDPOINT: `${address}:${otlpHttp}`,
          COLLECTOR_SELF_URL: `http://${address}:${otlpHttp}`,
        };
  return createComponent({
    name: 'collector',
    program: { ...command, env: { ...command.env, ...elsewhere } },
    ...limits,
    disk,
    readyUrl: command.readyUrl,
    logFile: join(site.folder, 'collector.log'),
  });
}

/** @param more variables and, where it is not on loopback, the way to it. */
export async function sensorComponent(
  site: StackSite,
  limits: CgroupLimits,
  {
    env = {},
    ...where
  }: { readonly env?: Readonly<Record<string, string>> } & Partial<Pick<ComponentOptions, 'within' | 'readyUrl'>> = {},
): Promise<Component> {
  const { files, folder } = site;
  const { env: shipped, ...options } = await commandOptions(site);
  const command = sensorCommand(files.sensorBundle, {
    ...options,
    env: { ...shipped, OTEL_RESOURCE_ATTRIBUTES: `host.name=${hostName}` },
  });
  return createComponent({
    name: 'sensor',
    program: { ...command, file: files.node, env: { ...command.env, ...env } },
    ...limits,
    readyUrl: command.readyUrl,
    ...where,
    disk: await dataDisk(site, 'sensor'),
    logFile: join(folder, 'sensor.log'),
  });
}

/** It answers 200 once a sample of this run can be queried, so it is started last. */
export function healthComponent(
  { files, folder, ports }: StackSite,
  limits: CgroupLimits,
  { sensorUrl, port }: { readonly sensorUrl: string; readonly port: number },
): Promise<Component> {
  const listen = `${loopback}:${port}`;
  return createComponent({
    name: 'health',
    program: {
      file: files.health,
      args: [],
      env: {
        HEALTH_LISTEN: listen,
        HEALTH_COLLECTOR_URL: `http://${loopback}:${ports.health}`,
        HEALTH_VICTORIAMETRICS_URL: `http://${loopback}:${ports.victoriaMetrics}`,
        HEALTH_SENSOR_URL: sensorUrl,
        HEALTH_SAMPLE_HOST: hostName,
      },
      cwd: folder,
    },
    ...limits,
    readyUrl: `http://${listen}/`,
    logFile: join(folder, 'health.log'),
  });
}

async function commandOptions({ files, folder, ports }: StackSite): Promise<CommandOptions> {
  return { root: files.root, dataDir: folder, ports, hostName, env: await shippedEnvironment(files.root, folder) };
}
