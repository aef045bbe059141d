import { setTimeout as sleep } from 'node:timers/promises';
import { type AskOptions, ask } from '../ask.ts';
import { StackError } from '../stack-error.ts';
import type { ProcessExit, RunningProcess } from './start-process.ts';

const pollMillis = 50;
const answerMillis = 1_000;

interface Asked extends Pick<AskOptions, 'certificateFile'> {
  readonly id: string;
  readonly readyUrl: string;
}

/** Resolves when the component answers 200; throws with its last log lines when it ends or is not ready in time. */
export async function waitReady(
  { id, readyUrl, certificateFile }: Asked,
  running: RunningProcess,
  { boundMillis, signal }: { readonly boundMillis: number; readonly signal: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + boundMillis;
  let exit: ProcessExit | undefined;
  void running.exited.then((result) => {
    exit = result;
  });
  while (!(await answers(readyUrl, { certificateFile, signal }))) {
    if (signal.aborted) throw new StackError('ERR_INTERRUPTED', 'interrupted');
    if (exit !== undefined) throw failure(id, running, exit);
    if (performance.now() > deadline) throw failure(id, running, boundMillis);
    await sleep(pollMillis, undefined, { signal }).catch(() => {});
  }
}

/** What the sensor ends with when its variables are wrong (EX_CONFIG): told apart, for then the remedy is at hand. */
const configurationRefused = 78;

function failure(id: string, running: RunningProcess, why: ProcessExit | number): StackError {
  const log = running.lastLines().map((line) => `    ${line}`);
  if (typeof why === 'number') {
    return new StackError(
      'ERR_START',
      [`${id} is not ready after ${why / 1000} s; its log ends with:`, ...log].join('\n'),
    );
  }
  const { code, signal, lastLine } = why;
  const text = `${id} ended before it was ready (exit ${signal ?? code ?? lastLine}); its log ends with:`;
  return new StackError(code === configurationRefused ? 'ERR_CONFIG' : 'ERR_START', [text, ...log].join('\n'));
}

async function answers(url: string, options: AskOptions): Promise<boolean> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(answerMillis)]);
  try {
    return (await ask(url, { ...options, signal })).status === 200;
  } catch {
    return false;
  }
}
