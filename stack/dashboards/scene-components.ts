import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from '../binaries/resolve-all.ts';
import {
  type Command,
  type CommandOptions,
  collectorCommand,
  sensorCommand,
  victoriaMetricsCommand,
} from '../native/commands.ts';
import { withDurability } from '../native/durability.ts';
import { anyPorts, reservePorts } from '../native/ports.ts';
import { bundleSensor } from '../native/sensor-bundle.ts';
import { type RunningProcess, startProcess } from '../native/start-process.ts';
import { stopProcess } from '../native/stop-process.ts';
import { waitReady } from '../native/wait-ready.ts';

export interface SceneOptions {
  readonly root: string;
  readonly binaries: Binaries;
  /** The first has the whole stack, the others push to it. Each is a recording of sensor/recordings. */
  readonly devices: readonly [string, ...string[]];
  readonly replaySpeed: number;
  /** Prefix of the first device's commands, to have them run within limits. */
  readonly enter: Partial<Readonly<Record<Command['id'], readonly string[]>>>;
}

export interface SceneComponents {
  /** Of VictoriaMetrics. */
  readonly url: string;
  start(name: string): Promise<void>;
  stop(name: string): Promise<void>;
  /** Stops what runs, senders first, and removes the data. */
  close(): Promise<void>;
}

const startBoundMillis = 30_000;
const stopBoundMillis = 20_000;

/** Plain processes on free ports of loopback, by name: victoriametrics, collector, and a sensor under the name of each device. */
export async function createSceneComponents(options: SceneOptions): Promise<SceneComponents> {
  const { commands, folder, url } = await prepare(options);
  const running = new Map<string, RunningProcess>();
  const killAll = (): void => {
    for (const process of running.values()) process.signal('SIGKILL');
  };
  process.once('exit', killAll);
  const stop = async (name: string): Promise<void> => {
    const process = running.get(name);
    running.delete(name);
    if (process !== undefined) await stopProcess(process, stopBoundMillis);
  };
  return {
    url,
    stop,
    async start(name) {
      const command = commands.get(name);
      if (command === undefined) throw new RangeError(`nothing is called ${name}`);
      const process = await startProcess(command, { logFile: join(folder, `${name}.log`) });
      running.set(name, process);
      await waitReady(command, process, { boundMillis: startBoundMillis, signal: new AbortController().signal });
    },
    async close() {
      for (const name of [...commands.keys()].reverse()) await stop(name);
      process.off('exit', killAll);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function prepare({ root, binaries, devices, replaySpeed, enter }: SceneOptions) {
  const bundle = await bundleSensor(root);
  const ports = await reservePorts(anyPorts);
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-scene-'));
  await mkdir(join(folder, 'collector', 'queue'), { recursive: true });
  // Only what programs need: variables of the shell that this runs in would be in the pictures.
  const env = await withDurability(root, { PATH: process.env['PATH'], HOME: process.env['HOME'] });
  const common = { root, dataDir: folder, ports, hostName: devices[0], env };
  const commands = new Map<string, Command>([
    ['victoriametrics', within(await victoriaMetricsCommand(binaries.victoriaMetrics.path, common), enter)],
    ['collector', within(await ownCollector(binaries.collector.path, common), enter)],
  ]);
  for (const [index, device] of devices.entries()) {
    const { sensor } = index === 0 ? ports : await reservePorts({ ...ports, sensor: 0 });
    const own = {
      SENSOR_SOURCE: `replay:sensor/recordings/${device}.csv`,
      SENSOR_REPLAY_SPEED: `${replaySpeed}`,
      SENSOR_SPOOL_DIR: join(folder, `spool-${device}`),
      OTEL_RESOURCE_ATTRIBUTES: `host.name=${device},service.instance.id=${device}`,
    };
    const command = sensorCommand(bundle, { root, ports: { ...ports, sensor }, env: { ...env, ...own } });
    commands.set(device, index === 0 ? within(command, enter) : command);
  }
  return { commands, folder, url: `http://127.0.0.1:${ports.victoriaMetrics}` };
}

/** Under a name of its own: it measures processes by their names, and another collector on this machine would be in the pictures. */
async function ownCollector(binary: string, options: CommandOptions): Promise<Command> {
  const name = 'otelcol-scene';
  const path = join(options.dataDir, name);
  await copyFile(binary, path);
  const overlay = join(options.dataDir, 'scene.yaml');
  const include = `{ match_type: strict, names: [${name}] }`;
  await writeFile(overlay, `receivers: { host_metrics: { scrapers: { process: { include: ${include} } } } }\n`);
  const command = await collectorCommand(path, options);
  return { ...command, args: [...command.args, '--config', overlay] };
}

function within(command: Command, enter: SceneOptions['enter']): Command {
  const [file, ...args] = [...(enter[command.id] ?? []), command.file, ...command.args];
  return file === undefined ? command : { ...command, file, args };
}
