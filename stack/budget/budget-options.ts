import { parseCommandLine, usageError } from '../command-line.ts';
import { projectName } from '../compose/project-name.ts';

export interface BudgetOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Again and again, until it is told to stop. */
  readonly watch: boolean;
  readonly project: string;
  /** Between the two readings of a rate. */
  readonly seconds: number;
}

// Long enough that a single fault does not look like one a second.
const defaultSeconds = 10;
const maxSeconds = 3_600;

const usage = usageError('npm run budget -- --help lists the options');

export function parseBudgetOptions(args: readonly string[], env: NodeJS.ProcessEnv): BudgetOptions {
  const { help = false, json = false, watch = false, project, seconds } = parse(args);
  return { help, json, watch, project: projectName(project, env, usage), seconds: parseSeconds(seconds) };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        watch: { type: 'boolean', short: 'w' },
        project: { type: 'string', short: 'p' },
        seconds: { type: 'string' },
      },
    },
    usage,
  ).values;
}

function parseSeconds(text: string | undefined): number {
  if (text === undefined) return defaultSeconds;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= maxSeconds) return seconds;
  throw usage(`--seconds must be a whole number from 1 to ${maxSeconds}, got ${JSON.stringify(text)}`);
}
