import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { errorText } from '../stack-error.ts';
import type { Command } from './commands.ts';
import { createLogTail, rotateAtStart, sizeOf } from './log-file.ts';
import { logMessage } from './log-line.ts';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lastLine: string;
}

export interface RunningProcess {
  /** 0 where the file could not be started at all; `exited` then says why. */
  readonly pid: number;
  /** The newest lines of its log, oldest first. */
  lastLines(): readonly string[];
  readonly exited: Promise<ProcessExit>;
  /** SIGTERM goes to the process, SIGKILL to its whole group. After its end nothing is sent. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
}

/** The part of a command that it takes to start it. */
export type Program = Pick<Command, 'file' | 'args' | 'env' | 'cwd' | 'discard'>;

export interface ProcessOptions {
  readonly logFile: string;
  readonly onLine?: (line: string) => void;
}

const lastLinesKept = 10;
const tailMillis = 250;

/**
 * The component writes into its log file itself, and this reads along. Through a pipe, a Go program would be ended by
 * its next line (SIGPIPE) once this process is gone, in the middle of its orderly stop.
 */
export async function startProcess(command: Program, options: ProcessOptions): Promise<RunningProcess> {
  if (command.discard !== undefined) await rm(command.discard, { recursive: true, force: true });
  await rotateAtStart(options.logFile);
  const lines: string[] = [];
  const tail = createLogTail(options.logFile, {
    fromBytes: await sizeOf(options.logFile),
    onLine: (line) => {
      if (lines.push(line) > lastLinesKept) lines.shift();
      options.onLine?.(line);
    },
  });
  const { child, failed } = spawnInto(command, options.logFile);
  const pollTimer = setInterval(() => void tail.poll().catch(() => {}), tailMillis).unref();
  let hasExited = false;
  const exited = new Promise<ProcessExit>((resolve) => {
    const end = async (code: number | null, signal: NodeJS.Signals | null, fault?: string): Promise<void> => {
      hasExited = true;
      clearInterval(pollTimer);
      // A poll that was under way may have begun before the last line: only the second one is sure to see it.
      await tail.poll().catch(() => {});
      await tail.poll().catch(() => {});
      resolve({ code, signal, lastLine: fault ?? logMessage(lines.at(-1) ?? '') });
    };
    void failed.then((error) => end(null, null, errorText(error)));
    child.once('exit', (code, signal) => void end(code, signal));
  });
  return {
    pid: child.pid ?? 0,
    lastLines: () => lines,
    exited,
    signal(signal) {
      if (hasExited || child.pid === undefined) return;
      if (signal === 'SIGTERM') child.kill(signal);
      else killGroup(child.pid);
    },
  };
}

function spawnInto({ file, args, env, cwd }: Program, logFile: string) {
  const log = openSync(logFile, 'a', 0o600);
  try {
    // A session of its own: Ctrl-C in the terminal reaches this program alone, which then stops them in order.
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
    const failed = new Promise<Error>((resolve) => {
      child.once('error', resolve);
    });
    return { child, failed };
  } finally {
    closeSync(log);
  }
}

function killGroup(processId: number): void {
  try {
    process.kill(-processId, 'SIGKILL');
  } catch {
    // Gone in this very moment: that is what was wanted.
  }
}
