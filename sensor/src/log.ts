/** Levels by the names of `OTEL_LOG_LEVEL`, most severe first. */
export const logLevels = ['none', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON object a line. Secrets are never handed to it: configuration is logged by name, not by value. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export interface LogDeps {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly write: (line: string) => void;
}

export function createLog(level: LogLevel, { now, write }: LogDeps): Log {
  const threshold = logLevels.indexOf(level);
  const at =
    (name: Exclude<LogLevel, 'none'>) =>
    (message: string, fields: LogFields = {}): void => {
      if (logLevels.indexOf(name) > threshold) return;
      const time = new Date(now()).toISOString();
      write(`${JSON.stringify({ time, level: name, message, ...fields }, plainErrors)}\n`);
    };
  return { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
}

/** Errors have no enumerable fields; without this a log line would say `{}`. */
function plainErrors(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  const code = 'code' in value ? { code: value.code } : {};
  const cause = value.cause === undefined ? {} : { cause: value.cause };
  return { name: value.name, message: value.message, ...code, ...cause };
}
