import type { Output, Screen } from '../screen.ts';
import type { Reporter } from './stack-event.ts';

// A push interval: more often, nothing would be new.
const statusMillis = 15_000;

export function createJsonReporter(output: Output): Reporter {
  return {
    statusMillis,
    report: (event) => output.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`),
  };
}

/** Gives progress the form of events: each line that would stay is one. */
export function createJsonScreen(reporter: Reporter): Screen {
  return {
    isLive: false,
    print: (text) => reporter.report({ event: 'note', text }),
    setLiveLine: () => {},
    clearLiveLine: () => {},
  };
}
