import { once } from 'node:events';
import { formatDuration } from '../duration.ts';
import type { Progress } from '../progress.ts';
import { StackError } from '../stack-error.ts';
import type { StartOptions } from '../start-options.ts';
import { createVictoriaMetricsClient, type VictoriaMetricsClient } from '../victoriametrics-client.ts';
import { vmuiLink } from '../vmui-link.ts';
import type { Command, ComponentId } from './commands.ts';
import { waitForFirstSample } from './first-sample.ts';
import { loopback } from './loopback.ts';
import type { Ports } from './ports.ts';
import { readProcessMemory } from './process-memory.ts';
import type { Reporter, StoppedComponent, TableRow } from './stack-event.ts';
import type { Components } from './start-components.ts';
import { createStatusReader, startStatusReports } from './status.ts';

// The first push follows the first reading, and the store shows it two seconds later at most. A sensor that reads
// nothing is no reason to keep the addresses from whoever wants to find out why.
const tableWithoutSampleMillis = 10_000;

export interface Plan {
  /** In the order of their start. */
  readonly commands: readonly Command[];
  readonly versions: Readonly<Record<ComponentId, string>>;
  readonly ports: Ports;
  readonly dataDir: string;
}

export interface RunDeps {
  readonly reporter: Reporter;
  readonly progress: Progress;
  /** The first Ctrl-C: stop in order. */
  readonly stopSignal: AbortSignal;
  /** The second one. */
  readonly killSignal: AbortSignal;
}

export interface PlanDeps extends RunDeps {
  readonly components: Components;
  /** Ends the start and the wait for the first sample: the stop signal, with --once also its timeout. */
  readonly signal: AbortSignal;
}

/** Starts everything, runs as long as the options say, and stops what was started, whatever happened in between. */
export async function runPlan(plan: Plan, options: StartOptions, deps: PlanDeps): Promise<number> {
  let exitCode = 1;
  try {
    exitCode = await run(plan, options, deps);
  } finally {
    deps.reporter.report({ event: 'stopping' });
    const stopped = await deps.components.stop();
    const clean = stopped.every(isClean);
    deps.reporter.report({ event: 'stopped', components: stopped, clean });
    if (!clean && exitCode === 0) exitCode = 1;
  }
  return exitCode;
}

/** A component that happened to be down was not stopped by anybody: nothing of it is lost by stopping now. */
function isClean({ code, signal, wasKilled }: StoppedComponent): boolean {
  return !wasKilled && signal === null && (code ?? 0) === 0;
}

async function run(plan: Plan, options: StartOptions, deps: PlanDeps): Promise<number> {
  const { reporter, components, stopSignal } = deps;
  const startedAtMillis = Date.now();
  const url = `http://${loopback}:${plan.ports.victoriaMetrics}`;
  const client = createVictoriaMetricsClient(url);
  const isTooLate = (): boolean => deps.signal.aborted && !stopSignal.aborted;
  try {
    for (const command of plan.commands) await components.start(command);
  } catch (error) {
    throw isTooLate() ? noSample(options) : error;
  }
  const hasSample = await reportFirstSample(client, startedAtMillis, options, deps);
  const rows = await tableRows(plan, components);
  reporter.report({ event: 'table', components: rows, vmui: vmuiLink(url), dataDir: plan.dataDir });
  if (options.once) {
    if (hasSample) return 0;
    throw isTooLate() ? noSample(options) : new StackError('ERR_INTERRUPTED', 'interrupted before the first sample');
  }
  const stopReports = startStatusReports(createStatusReader(client), reporter, startedAtMillis);
  await stopped(stopSignal, options.forMillis);
  stopReports();
  return 0;
}

async function reportFirstSample(
  client: VictoriaMetricsClient,
  startedAtMillis: number,
  options: StartOptions,
  { reporter, progress, signal }: PlanDeps,
): Promise<boolean> {
  const patience = options.once ? signal : AbortSignal.any([signal, AbortSignal.timeout(tableWithoutSampleMillis)]);
  const step = progress.step('waiting for the first sample');
  const hasSample = await waitForFirstSample(client, startedAtMillis, patience);
  if (hasSample) {
    step.done();
    reporter.report({ event: 'sample', afterMillis: Date.now() - startedAtMillis });
  } else {
    step.failed();
    if (!signal.aborted)
      reporter.report({ event: 'note', text: 'the sensor has pushed nothing yet; its log says why' });
  }
  return hasSample;
}

async function tableRows({ versions }: Plan, components: Components): Promise<readonly TableRow[]> {
  return Promise.all(
    components.list().map(async ({ command: { id, address }, supervisor }) => {
      const pid = supervisor.current()?.pid ?? 0;
      return { name: id, version: versions[id], address, pid, ...(await readProcessMemory(pid)) };
    }),
  );
}

function noSample({ timeoutMillis }: StartOptions): StackError {
  return new StackError('ERR_START', `no sample of this run could be queried within ${formatDuration(timeoutMillis)}`);
}

/** Resolves when the signal comes or the time is over; without a time, at the signal alone. */
async function stopped(signal: AbortSignal, afterMillis: number | undefined): Promise<void> {
  if (signal.aborted) return;
  const isOver = afterMillis === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(afterMillis)]);
  await once(isOver, 'abort');
}
