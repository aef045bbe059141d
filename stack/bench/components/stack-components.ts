import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, collectorCommand, sensorCommand, victoriaMetricsCommand } from '../../native/commands.ts';
import type { Ports } from '../../native/ports.ts';
import type { CgroupLimits } from '../process/service-cgroup.ts';
import { type Component, type ComponentOptions, createComponent } from './component.ts';
import type { StackFiles } from './stack-files.ts';

/** Where a run of the stack's components lives. */
export interface StackSite {
  readonly files: StackFiles;
  /** Data and logs go there. */
  readonly folder: string;
  readonly ports: Ports;
}

/** Label of what the stack tells of itself. */
const hostName = 'bench-device';

/** The store as `npm start` runs it, within limits of its own. */
export async function victoriaMetricsComponent(site: StackSite, limits: CgroupLimits): Promise<Component> {
  const command = await victoriaMetricsCommand(site.files.victoriaMetrics, commandOptions(site));
  return createComponent({
    name: 'victoriametrics',
    program: command,
    ...limits,
    readyUrl: command.readyUrl,
    logFile: join(site.folder, 'victoriametrics.log'),
  });
}

/** @param address where it takes pushes; by default on loopback. */
export async function collectorComponent(site: StackSite, limits: CgroupLimits, address?: string): Promise<Component> {
  const command = await collectorCommand(site.files.collector, commandOptions(site));
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
    readyUrl: command.readyUrl,
    logFile: join(site.folder, 'collector.log'),
  });
}

/** @param more variables and, where it is not on loopback, the way to it. */
export function sensorComponent(
  site: StackSite,
  limits: CgroupLimits,
  {
    env = {},
    ...where
  }: { readonly env?: Readonly<Record<string, string>> } & Partial<Pick<ComponentOptions, 'within' | 'readyUrl'>> = {},
): Promise<Component> {
  const { files, folder } = site;
  const command = sensorCommand(files.sensorBundle, {
    ...commandOptions(site),
    env: { PATH: process.env['PATH'], OTEL_RESOURCE_ATTRIBUTES: `host.name=${hostName}` },
  });
  return createComponent({
    name: 'sensor',
    program: { ...command, file: files.node, env: { ...command.env, ...env } },
    ...limits,
    readyUrl: command.readyUrl,
    ...where,
    logFile: join(folder, 'sensor.log'),
  });
}

/** Nothing of the caller's own settings. */
function commandOptions({ files, folder, ports }: StackSite): CommandOptions {
  return { root: files.root, dataDir: folder, ports, hostName, env: { PATH: process.env['PATH'] } };
}
