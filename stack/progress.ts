import { formatDuration } from './duration.ts';
import type { Screen } from './screen.ts';

// On a terminal often enough to see that it is alive; in a CI log rarely enough to leave it readable.
const liveIntervalMillis = 250;
const logIntervalMillis = 30_000;

// A step quicker than this leaves no line on a terminal: a cached start shows its table and nothing else.
const worthALineMillis = 2_000;

export interface Step {
  /** The last meaningful line of output: what is being compiled or downloaded. */
  detail(text: string): void;
  done(note?: string): void;
  failed(): void;
}

export interface Progress {
  step(title: string, position?: { index: number; of: number }): Step;
  /** A line that stays, for what is worth knowing and is no step. */
  note(text: string): void;
}

export interface ProgressDeps {
  now(): number;
  /** Calls back every so many milliseconds until the returned function is called. */
  every(millis: number, callback: () => void): () => void;
}

export const systemProgressDeps: ProgressDeps = {
  now: () => performance.now(),
  every(millis, callback) {
    const timer = setInterval(callback, millis).unref();
    return () => clearInterval(timer);
  },
};

/** On a terminal one line that is written over; elsewhere a line per step and one every 30 s of it. */
export function createProgress(screen: Screen, deps: ProgressDeps = systemProgressDeps): Progress {
  return {
    note: (text) => screen.print(text),
    step(title, position) {
      const label = position === undefined ? title : `[${position.index}/${position.of}] ${title}`;
      return startStep(screen, label, deps);
    },
  };
}

function startStep(screen: Screen, label: string, deps: ProgressDeps): Step {
  const startedAt = deps.now();
  const elapsed = (): string => formatDuration(deps.now() - startedAt);
  let detail = '';
  const tell = (): void => {
    const text = [label, elapsed(), detail].filter((part) => part !== '').join('  ');
    if (screen.isLive) screen.setLiveLine(text);
    else screen.print(`... ${text}`);
  };
  if (screen.isLive) tell();
  else screen.print(label);
  const stopTelling = deps.every(screen.isLive ? liveIntervalMillis : logIntervalMillis, tell);
  const end = (mark: string, note?: string): void => {
    stopTelling();
    screen.clearLiveLine();
    const tookLong = deps.now() - startedAt >= worthALineMillis;
    if (tookLong || mark === 'FAILED') screen.print(`${label}: ${note ?? mark} (${elapsed()})`);
  };
  return {
    detail: (text) => {
      detail = text;
    },
    done: (note) => end('done', note),
    failed: () => end('FAILED'),
  };
}
