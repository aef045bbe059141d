import { readCgroup } from '../../cgroup/read-cgroup.ts';
import { type Program, type RunningProcess, startProcess } from '../../native/start-process.ts';
import { stopProcess } from '../../native/stop-process.ts';
import { waitReady } from '../../native/wait-ready.ts';
import type { LoopDisk } from '../process/loop-disk.ts';
import { type CgroupLimits, createServiceCgroup } from '../process/service-cgroup.ts';

export interface ComponentOptions extends CgroupLimits {
  readonly name: string;
  readonly program: Program;
  readonly readyUrl: string;
  readonly logFile: string;
  /** Where its data lie, if it has a disk of its own for them; removed with it. */
  readonly disk?: LoopDisk | undefined;
  /** Put before the program, for example to move it to another network. */
  readonly within?: readonly string[];
}

export interface ComponentUse {
  readonly anonymousBytes: number;
  readonly activeFileBytes: number;
  /** All of them: they can be taken back, but a limit that leaves no room for them makes the process thrash. */
  readonly fileBytes: number;
  readonly cpuSeconds: number;
  /** To its disk, so far; 0 without one. */
  readonly writtenBytes: number;
  readonly majorFaults: number;
  readonly oomKills: number;
}

/** A process of a measured system, in a cgroup of its own that outlives its restarts. */
export interface Component {
  readonly name: string;
  /** Resolves when it answers. */
  start(): Promise<void>;
  /** SIGTERM, and SIGKILL after 30 s. */
  stop(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Undefined: what it has otherwise. */
  limitCpus(cpus: number | undefined): Promise<void>;
  use(): Promise<ComponentUse>;
  /** Resolves when the kernel holds nothing back any more of what it wrote: then `use` has all of it. */
  flush(): Promise<void>;
  /** Kills what is left of it. */
  remove(): Promise<void>;
}

const readyBoundMillis = 60_000;
const stopBoundMillis = 30_000;

export async function createComponent(options: ComponentOptions): Promise<Component> {
  const { name, program, readyUrl, within = [] } = options;
  const cgroup = await createServiceCgroup(options);
  const [file = '', ...args] = [...cgroup.enter, ...within, program.file, ...program.args];
  let running: RunningProcess | undefined;
  const signal = (what: NodeJS.Signals): void => {
    if (running !== undefined) process.kill(running.pid, what);
  };
  // It has a session of its own and would go on without this process.
  const killNow = (): void => running?.signal('SIGKILL');
  process.once('exit', killNow);
  return {
    name,
    async start() {
      running = await startProcess({ ...program, file, args }, { logFile: options.logFile });
      await waitReady({ id: name, readyUrl }, running, {
        boundMillis: readyBoundMillis,
        signal: new AbortController().signal,
      });
    },
    async stop() {
      if (running === undefined) return;
      await stopProcess(running, stopBoundMillis);
      running = undefined;
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    limitCpus: (cpus) => cgroup.limitCpus(cpus ?? options.cpus),
    async use() {
      const reading = await readCgroup(cgroup);
      return {
        ...reading,
        oomKills: reading.oomKills ?? 0,
        writtenBytes: (await options.disk?.writtenBytes()) ?? 0,
      };
    },
    flush: async () => options.disk?.flush(),
    async remove() {
      process.off('exit', killNow);
      killNow();
      await running?.exited;
      await cgroup.remove();
      await options.disk?.remove();
    },
  };
}
