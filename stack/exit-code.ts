import { errorText, exitCodes, StackError } from './stack-error.ts';

/** The exit code of a command: what its work returns; where it fails, a line that says of what, and the number that scripts know. */
export async function exitCodeOf(command: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    process.stderr.write(`${command}: ${errorText(error)}\n`);
    return error instanceof StackError ? exitCodes[error.code] : 1;
  }
}
