import { hostname } from 'node:os';
import { join } from 'node:path';
import { resolveAll } from '../binaries/resolve-all.ts';
import type { StartOptions } from '../start-options.ts';
import { collectorCommand, replacedVariables, sensorCommand, victoriaMetricsCommand } from './commands.ts';
import { openDataDir } from './data-dir.ts';
import { devicesUrl, requireAccess } from './devices-port.ts';
import { withDurability } from './durability.ts';
import { requireForwardFiles } from './forward.ts';
import { startOrphanGuard } from './orphan-guard.ts';
import { reservePorts } from './ports.ts';
import { type Plan, type RunDeps, runPlan } from './run-plan.ts';
import { bundleSensor, sensorVersion } from './sensor-bundle.ts';
import type { StackConfig } from './stack-config.ts';
import { createComponents } from './start-components.ts';

/** Runs until it is told to stop, and resolves with the exit code. */
export async function runStack(config: StackConfig, options: StartOptions, deps: RunDeps): Promise<number> {
  // Before a build of minutes, and (in plan) once more after it.
  await reservePorts(config.ports);
  if (config.devices !== undefined) {
    await requireAccess(config.devices);
    deps.reporter.report({ event: 'note', text: `other devices push to ${devicesUrl(config.devices)}` });
  }
  if (config.forward !== undefined) {
    await requireForwardFiles(config.forward);
    deps.reporter.report({ event: 'note', text: `everything is forwarded to ${config.forward.endpoint}` });
  }
  tellReplaced(config, deps);
  const { env } = config;
  const binaries = await resolveAll(config.root, { env, progress: deps.progress, signal: deps.stopSignal });
  const dataDir = await openDataDir(config.dataDir);
  const guard = startOrphanGuard();
  const signal = options.once
    ? AbortSignal.any([deps.stopSignal, AbortSignal.timeout(options.timeoutMillis)])
    : deps.stopSignal;
  const components = createComponents({ ...deps, logs: dataDir.logs, guard, signal });
  const kill = (): void => components.kill();
  deps.killSignal.addEventListener('abort', kill, { once: true });
  try {
    const plan = await makePlan({ ...config, dataDir: dataDir.path }, binaries);
    return await runPlan(plan, options, { ...deps, components, signal });
  } finally {
    deps.killSignal.removeEventListener('abort', kill);
    guard.end();
    await dataDir.lock.release();
  }
}

function tellReplaced({ env }: StackConfig, { reporter }: RunDeps): void {
  for (const name of replacedVariables(env)) {
    const text = `${name} is set and not used: npm start has its own (npm run sensor uses yours)`;
    reporter.report({ event: 'note', text });
  }
}

async function makePlan(config: StackConfig, binaries: Awaited<ReturnType<typeof resolveAll>>): Promise<Plan> {
  const { root, dataDir, devices, forward } = config;
  // As in a container: pushes that could not be delivered outlive the sensor.
  const env = { SENSOR_SPOOL_DIR: join(dataDir, 'sensor'), ...(await withDurability(root, config.env)) };
  const bundle = await bundleSensor(root);
  const ports = await reservePorts(config.ports);
  const collectorStart = binaries.collectorStart?.path;
  const options = { root, dataDir, ports, env, hostName: hostname(), collectorStart, devices, forward };
  return {
    ports,
    dataDir,
    commands: [
      await victoriaMetricsCommand(binaries.victoriaMetrics.path, options),
      await collectorCommand(binaries.collector.path, options),
      sensorCommand(bundle, options),
    ],
    versions: {
      victoriametrics: binaries.victoriaMetrics.version,
      collector: binaries.collector.version,
      sensor: await sensorVersion(root),
    },
  };
}
