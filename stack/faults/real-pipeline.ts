import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from '../binaries/resolve-all.ts';
import {
  type Command,
  type ComponentId,
  collectorCommand,
  sensorCommand,
  victoriaMetricsCommand,
} from '../native/commands.ts';
import { anyPorts, type Ports, reservePorts } from '../native/ports.ts';
import { bundleSensor } from '../native/sensor-bundle.ts';
import { type ProcessExit, type RunningProcess, startProcess } from '../native/start-process.ts';
import { stopProcess } from '../native/stop-process.ts';
import { waitReady } from '../native/wait-ready.ts';
import { createVictoriaMetricsClient, type VictoriaMetricsClient } from '../victoriametrics-client.ts';

/** Real processes on free ports of loopback, with their data in a folder of their own. */
export interface RealPipeline {
  readonly store: VictoriaMetricsClient;
  readonly ports: Ports;
  readonly folder: string;
  readonly sensorUrl: string;
  /** Starts a component and waits until it says that it is ready. `env` and `moreArgs` are added to what it would get. */
  start(id: ComponentId, env?: Readonly<Record<string, string>>, moreArgs?: readonly string[]): Promise<RunningProcess>;
  /** Undefined before the first start and after its end was asked for. */
  running(id: ComponentId): RunningProcess | undefined;
  /** SIGKILL, to the whole group. Resolves when it is gone. */
  kill(id: ComponentId): Promise<void>;
  /** SIGTERM, and SIGKILL after 20 s, which no test expects. */
  stop(id: ComponentId): Promise<ProcessExit | undefined>;
  /** Stops what runs and removes the data. */
  close(): Promise<void>;
}

export interface RealPipelineOptions {
  readonly root: string;
  readonly binaries: Binaries;
  /** Prefix of a component's command, to have it run within limits. */
  readonly enter?: Partial<Readonly<Record<ComponentId, readonly string[]>>>;
  /** Where its folder is made; by default among the system's temporary ones. */
  readonly parent?: string;
}

/** Bound of a start on a busy machine; an idle one takes 0.2 to 0.7 s. */
const startBoundMillis = 30_000;
const stopBoundMillis = 20_000;

export async function createRealPipeline(options: RealPipelineOptions): Promise<RealPipeline> {
  const { enter = {}, parent = tmpdir() } = options;
  const bundle = await bundleSensor(options.root);
  const ports = await reservePorts(anyPorts);
  // Last: nothing would remove it if one of those failed.
  const folder = await mkdtemp(join(parent, 'otel-edge-pipeline-'));
  await mkdir(join(folder, 'collector', 'queue'), { recursive: true });
  const commandOf = commandsOf(options, { folder, ports, bundle });
  const running = new Map<ComponentId, RunningProcess>();
  // Each has a session of its own, so that nothing else would end them with this process.
  const killAll = (): void => {
    for (const process of running.values()) process.signal('SIGKILL');
  };
  process.once('exit', killAll);
  const take = (id: ComponentId): RunningProcess | undefined => {
    const process = running.get(id);
    running.delete(id);
    return process;
  };
  const stop = async (id: ComponentId): Promise<ProcessExit | undefined> => {
    const process = take(id);
    return process && (await stopProcess(process, stopBoundMillis)).exit;
  };
  return {
    folder,
    ports,
    stop,
    running: (id) => running.get(id),
    store: createVictoriaMetricsClient(`http://127.0.0.1:${ports.victoriaMetrics}`),
    sensorUrl: `http://127.0.0.1:${ports.sensor}`,
    async start(id, env = {}, moreArgs = []) {
      const standard = await commandOf[id]();
      const command = { ...standard, env: { ...standard.env, ...env }, args: [...standard.args, ...moreArgs] };
      const process = await startProcess(within(command, enter[id]), { logFile: join(folder, `${id}.log`) });
      running.set(id, process);
      await waitReady(command, process, { boundMillis: startBoundMillis, signal: new AbortController().signal });
      return process;
    },
    async kill(id) {
      const process = take(id);
      process?.signal('SIGKILL');
      await process?.exited;
    },
    async close() {
      for (const id of ['sensor', 'collector', 'victoriametrics'] as const) await stop(id);
      process.off('exit', killAll);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Made {
  readonly folder: string;
  readonly ports: Ports;
  readonly bundle: string;
}

function commandsOf(
  { root, binaries }: RealPipelineOptions,
  { folder, ports, bundle }: Made,
): Record<ComponentId, () => Command | Promise<Command>> {
  const { victoriaMetrics, collector, collectorStart } = binaries;
  const common = { root, dataDir: folder, ports, hostName: 'test-device', env: programEnvironment() };
  return {
    victoriametrics: () => victoriaMetricsCommand(victoriaMetrics.path, common),
    collector: () => collectorCommand(collector.path, { ...common, collectorStart: collectorStart?.path }),
    sensor: () => sensorCommand(bundle, common),
  };
}

function within(command: Command, enter: readonly string[] = []): Command {
  const [file, ...args] = [...enter, command.file, ...command.args];
  return file === undefined ? command : { ...command, file, args };
}

/** Only what programs need: variables of the shell that this runs in must not reach the sensor. */
function programEnvironment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    OTEL_RESOURCE_ATTRIBUTES: 'host.name=test-device,service.instance.id=test',
  };
}
