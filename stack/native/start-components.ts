import { join } from 'node:path';
import type { Progress } from '../progress.ts';
import type { Command, ComponentId } from './commands.ts';
import type { OrphanGuard } from './orphan-guard.ts';
import type { Reporter, StoppedComponent } from './stack-event.ts';
import { type ProcessExit, startProcess } from './start-process.ts';
import { type Supervisor, supervise } from './supervise.ts';
import { waitReady } from './wait-ready.ts';
import { createWarningFilter } from './warning-filter.ts';

/** How long a component may take to stop before it is killed: the sensor pushes, the collector sends, the store flushes. */
export const stopBoundMillis: Readonly<Record<ComponentId, number>> = {
  sensor: 10_000,
  collector: 15_000,
  victoriametrics: 30_000,
};

// From a cold cache on a small board; measured here from a warm one: 0.1 to 0.7 s each.
const readyBoundMillis = 30_000;

export interface RunningComponent {
  readonly command: Command;
  readonly supervisor: Supervisor;
}

export interface ComponentsDeps {
  readonly logs: string;
  readonly progress: Progress;
  readonly reporter: Reporter;
  readonly guard: OrphanGuard;
  readonly signal: AbortSignal;
}

/** What runs, in the order of its start. */
export interface Components {
  list(): readonly RunningComponent[];
  /** Starts one and waits until it is ready. */
  start(command: Command): Promise<void>;
  /** Last started, first stopped; each is waited for. */
  stop(): Promise<readonly StoppedComponent[]>;
  kill(): void;
}

export function createComponents(deps: ComponentsDeps): Components {
  const running: RunningComponent[] = [];
  const inStopOrder = (): readonly RunningComponent[] => running.toReversed();
  const guardAll = (): void =>
    deps.guard.watch(
      inStopOrder().flatMap(({ command, supervisor }) => {
        const pid = supervisor.current()?.pid;
        return pid ? [{ pid, boundSeconds: stopBoundMillis[command.id] / 1000 }] : [];
      }),
    );
  return {
    list: () => running,
    async start(command) {
      const step = deps.progress.step(`starting ${command.id}`);
      const start = () => startLogged(command, deps);
      const first = await start();
      const supervisor = supervise(first, {
        start,
        onEvent(event) {
          guardAll();
          // Until it was ready once, its end is a failed start and is told as such.
          if (isReady) reportSupervision(command.id, event, deps.reporter);
        },
      });
      let isReady = false;
      running.push({ command, supervisor });
      guardAll();
      try {
        await waitReady(command, first, { boundMillis: readyBoundMillis, signal: deps.signal });
        isReady = true;
        step.done();
      } catch (error) {
        step.failed();
        throw error;
      }
    },
    async stop() {
      const stopped: StoppedComponent[] = [];
      for (const { command, supervisor } of inStopOrder()) {
        const { exit, wasKilled } = await supervisor.stop(stopBoundMillis[command.id]);
        // Nothing to stop between an end and the next start: as good as a clean stop.
        stopped.push(describeStop(command, exit, wasKilled));
      }
      return stopped;
    },
    kill() {
      for (const { supervisor } of running) supervisor.kill();
    },
  };
}

function describeStop(command: Command, exit: ProcessExit | undefined, wasKilled: boolean): StoppedComponent {
  const isHarmless = exit !== undefined && exit.code !== null && command.harmlessLastLine?.test(exit.lastLine) === true;
  const { code = null, signal = null } = isHarmless ? { code: 0 } : (exit ?? {});
  return { name: command.id, code, signal, wasKilled };
}

function startLogged(command: Command, { logs, reporter }: ComponentsDeps) {
  const toWarning = createWarningFilter({ now: () => performance.now() });
  return startProcess(command, {
    logFile: join(logs, `${command.id}.log`),
    onLine(line) {
      const warning = command.harmlessLastLine?.test(line) === true ? undefined : toWarning(line);
      if (warning !== undefined) reporter.report({ event: 'warning', component: command.id, ...warning });
    },
  });
}

function reportSupervision(
  component: ComponentId,
  event: Parameters<Parameters<typeof supervise>[1]['onEvent']>[0],
  reporter: Reporter,
): void {
  if (event.type === 'restart') reporter.report({ event: 'restart', component, pid: event.pid });
  else {
    const { code, signal, lastLine } = event.exit;
    reporter.report({ event: 'exit', component, code, signal, lastLine, restartInMillis: event.restartInMillis });
  }
}
