export type LogLevel = 'info' | 'warn' | 'error';

// The second field of the Go components' lines; the words that they and JSON loggers use.
const levels: Readonly<Record<string, LogLevel>> = {
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  dpanic: 'error',
  panic: 'error',
  fatal: 'error',
};

/** JSON lines (`level` or `severity`), tab-separated lines of zap and VictoriaMetrics, and a Go or Node crash. */
export function logLevel(line: string): LogLevel {
  const json = parseObject(line);
  const word = json === undefined ? line.split('\t')[1] : (json.level ?? json.severity);
  const level = levels[String(word).trim().toLowerCase()];
  if (level !== undefined) return level;
  return /^(panic:|fatal error:|runtime:|Error:|\w*Error: )/.test(line) ? 'error' : 'info';
}

/** What is worth repeating on the terminal: without the time, the level and the place in the source. */
export function logMessage(line: string): string {
  const json = parseObject(line);
  if (json !== undefined) {
    const message = String(json.msg ?? json.message ?? line);
    const reason = json.error ?? json.reason;
    return reason === undefined ? message : `${message}: ${asText(reason)}`;
  }
  const fields = line.split('\t');
  return fields.length < 3
    ? line.trim()
    : fields
        .slice(fields.length > 3 ? 3 : 2)
        .join(' ')
        .trim();
}

function asText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'message' in value ? String(value.message) : JSON.stringify(value);
}

/** The keys that the components' JSON loggers use. */
interface JsonLine {
  readonly level?: unknown;
  readonly severity?: unknown;
  readonly msg?: unknown;
  readonly message?: unknown;
  readonly error?: unknown;
  readonly reason?: unknown;
}

function parseObject(line: string): JsonLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as JsonLine) : undefined;
  } catch {
    return undefined;
  }
}
