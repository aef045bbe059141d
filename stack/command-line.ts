import { type ParseArgsConfig, parseArgs } from 'node:util';
import { StackError } from './stack-error.ts';

/** What was wrong with the arguments, and where to look: exit code 64. */
export type UsageError = (problem: string) => StackError;

/** @param hint the line that every such message ends with. */
export function usageError(hint: string): UsageError {
  return (problem) => new StackError('ERR_USAGE', `${problem}\n${hint}`);
}

/**
 * `parseArgs` of Node, which throws in a whole paragraph of advice: its first sentence says what is wrong.
 * @throws what `usage` makes of it.
 */
export function parseCommandLine<const T extends ParseArgsConfig>(
  config: T,
  usage: UsageError,
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw usage(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error));
  }
}
