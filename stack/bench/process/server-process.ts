import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ServerProcess {
  readonly pid: number;
  /** `performance.now()` right before the process was made. */
  readonly spawnedAt: number;
  /** Where it answers, from its log line `started`. Rejects with its last output where it ends or does not come up in time. */
  readonly url: Promise<string>;
  pause(): void;
  resume(): void;
  /** Kills it: what a benchmark measured is read before, and an orderly stop would cost up to 10 s each time. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  readonly command: readonly [file: string, ...args: string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMillis?: number;
}

const defaultTimeoutMillis = 30_000;

/** Starts the sensor, or what logs like it. It never outlives this process. */
export function startServer({
  command: [file, ...args],
  env,
  timeoutMillis = defaultTimeoutMillis,
}: ServerOptions): ServerProcess {
  const spawnedAt = performance.now();
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  void exited.then(() => process.off('exit', killNow));
  const url = startedUrl(child, exited, timeoutMillis);
  url.catch(() => {}); // whoever only waits for its end does not ask for the address
  return {
    pid: child.pid ?? 0,
    spawnedAt,
    url,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      killNow();
      await exited;
    },
  };
}

async function startedUrl(child: ChildProcess, exited: Promise<void>, timeoutMillis: number): Promise<string> {
  let lastLine = '(it wrote nothing)';
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string>((resolve, reject) => {
      const fail = (what: string): void => reject(new Error(`${what}; its last line: ${lastLine}`));
      const listen = (line: string): void => {
        lastLine = line;
        const started = urlIn(line);
        if (started !== undefined) resolve(started);
      };
      if (child.stdout) createInterface(child.stdout).on('line', listen);
      if (child.stderr) createInterface(child.stderr).on('line', listen);
      timer = setTimeout(() => fail(`not up within ${timeoutMillis} ms`), timeoutMillis);
      void exited.then(() => fail('the process ended'));
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Of the log line `started`; undefined for any other line, which need not be JSON. */
function urlIn(line: string): string | undefined {
  if (!line.includes('"started"')) return undefined;
  const { message, url } = JSON.parse(line) as { readonly message?: unknown; readonly url?: unknown };
  return message === 'started' && typeof url === 'string' ? url : undefined;
}
