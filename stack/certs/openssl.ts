import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { StackError } from '../stack-error.ts';

const run = promisify(execFile);

/** Runs the openssl command; nothing secret is among its arguments, which every user of the machine can see. */
export async function openssl(...args: readonly string[]): Promise<void> {
  try {
    await run('openssl', args, { timeout: 30_000 });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const reason = code === 'ENOENT' ? 'there is no openssl command: install openssl 3' : lastLine(stderr);
    throw new StackError('ERR_UNAVAILABLE', `no certificate was made: ${reason}`, { cause: error });
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
