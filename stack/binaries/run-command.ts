import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { errorText } from '../stack-error.ts';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
}

export type RunCommand = (file: string, args: readonly string[], options: CommandOptions) => Promise<void>;

/** The command could not be started, failed, or was ended because it took too long. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly logFile: string;
  readonly lastLines: readonly string[];

  constructor(message: string, logFile: string, lastLines: readonly string[], options?: ErrorOptions) {
    super(message, options);
    this.logFile = logFile;
    this.lastLines = lastLines;
  }
}

const lastLinesKept = 8;

/** Runs commands one after the other, their output appended to one log file and handed on line by line. */
export function createRunCommand(options: {
  readonly logFile: string;
  readonly timeoutMillis: number;
  readonly signal: AbortSignal;
}): RunCommand {
  return async (file, args, { cwd, env, onLine }) => {
    const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMillis)]);
    const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
    log.write(`$ ${[file, ...args].join(' ')}\n`);
    const lastLines: string[] = [];
    const take = (line: string): void => {
      log.write(`${line}\n`);
      if (lastLines.push(line) > lastLinesKept) lastLines.shift();
      onLine?.(line);
    };
    try {
      const fault = await execute(file, args, { cwd, env, signal, take });
      options.signal.throwIfAborted();
      if (fault !== undefined) throw new CommandError(`${file}: ${fault}`, options.logFile, lastLines);
    } finally {
      log.end();
      await finished(log);
    }
  };
}

interface ExecuteOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly take: (line: string) => void;
}

/** Resolves with what went wrong, or with undefined. */
async function execute(file: string, args: readonly string[], options: ExecuteOptions): Promise<string | undefined> {
  options.signal.throwIfAborted();
  // A group of its own: ending `go build` alone would leave its compilers running.
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Gone in this very moment: that is what was wanted.
    }
  };
  const lines = [child.stdout, child.stderr].map((input) => createInterface({ input }).on('line', options.take));
  options.signal.addEventListener('abort', endGroup, { once: true });
  try {
    return await new Promise((resolve) => {
      child.once('error', (error) => resolve(errorText(error)));
      child.once('close', (code, signal) => {
        if (options.signal.aborted) resolve('took too long and was ended');
        else resolve(code === 0 ? undefined : `exit ${signal ?? code}`);
      });
    });
  } finally {
    options.signal.removeEventListener('abort', endGroup);
    for (const line of lines) line.close();
  }
}
