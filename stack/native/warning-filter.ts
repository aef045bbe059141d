import { logLevel, logMessage } from './log-line.ts';

export interface Warning {
  readonly level: 'warn' | 'error';
  readonly line: string;
}

// A component in trouble repeats itself: each minute shows at most ten different lines of it, the log file has all.
const windowMillis = 60_000;
const maxPerWindow = 10;

/** Decides which log lines are worth the terminal. */
export function createWarningFilter(deps: { now(): number }): (line: string) => Warning | undefined {
  const shown = new Set<string>();
  let windowStart = deps.now();
  return (line) => {
    const level = logLevel(line);
    if (level === 'info') return undefined;
    if (deps.now() - windowStart >= windowMillis) {
      windowStart = deps.now();
      shown.clear();
    }
    const message = logMessage(line);
    // Numbers differ in every repetition: times, sizes, attempts.
    const kind = message.replace(/\d+/g, '0');
    if (shown.has(kind) || shown.size >= maxPerWindow) return undefined;
    shown.add(kind);
    return { level, line: message };
  };
}
