import { parseCommandLine, usageError } from './command-line.ts';
import { parseDuration } from './duration.ts';

export interface StartOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Ends as soon as a sample of this run can be queried, or after `timeoutMillis` without one. */
  readonly once: boolean;
  readonly timeoutMillis: number;
  /** Ends by itself after this long; undefined: runs until it is told to stop. */
  readonly forMillis: number | undefined;
}

const defaultTimeoutMillis = 60_000;

const usage = usageError('npm start -- --help lists the options');

export function parseStartOptions(args: readonly string[]): StartOptions {
  const values = parse(args);
  const once = values.once ?? false;
  if (values.timeout !== undefined && !once) throw usage('--timeout belongs to --once');
  if (values.for !== undefined && once) throw usage('--for and --once exclude each other');
  return {
    help: values.help ?? false,
    json: values.json ?? false,
    once,
    timeoutMillis: duration('--timeout', values.timeout) ?? defaultTimeoutMillis,
    forMillis: duration('--for', values.for),
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        once: { type: 'boolean' },
        timeout: { type: 'string' },
        for: { type: 'string' },
      },
    },
    usage,
  ).values;
}

function duration(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const millis = parseDuration(text);
  if (millis === undefined) throw usage(`${option} must be like 90, 90s, 5m or 1h, got ${JSON.stringify(text)}`);
  return millis;
}
