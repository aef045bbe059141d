import { formatDuration } from '../duration.ts';
import { type Screen, shorten } from '../screen.ts';
import type { Reporter, StackEvent, StoppedComponent } from './stack-event.ts';
import { formatTable } from './table.ts';

// A whole log line may be a kilobyte; the log file has it.
const lineWidth = 240;

// Once a second takes 1.4 % of a core here and 0.8 % in VictoriaMetrics; a log that nobody watches gets a line a minute.
const liveMillis = 1_000;
const logMillis = 60_000;

export function createTextReporter(screen: Screen): Reporter {
  return {
    statusMillis: screen.isLive ? liveMillis : logMillis,
    report(event) {
      if (event.event === 'status' && screen.isLive) return screen.setLiveLine(statusText(event));
      // No status follows any more, and an old one would stand below the last word.
      if (event.event === 'stopping') screen.clearLiveLine();
      for (const line of textLines(event)) screen.print(line);
    },
  };
}

function textLines(event: StackEvent): readonly string[] {
  switch (event.event) {
    case 'note':
      return [event.text];
    case 'table':
      return ['', ...formatTable(event.components), '', `  vmui  ${event.vmui}`, `  data  ${event.dataDir}`, ''];
    case 'sample':
      return [`first sample stored after ${formatDuration(event.afterMillis)}`];
    case 'status':
      return [statusText(event)];
    case 'warning':
      return [`${event.component}: ${event.level}: ${shorten(event.line, lineWidth)}`];
    case 'exit':
      return [exitText(event)];
    case 'restart':
      return [`${event.component} runs again, PID ${event.pid}`];
    case 'stopping':
      return ['stopping: sensor, collector, VictoriaMetrics (again Ctrl-C: kill them at once)'];
    case 'stopped':
      return stoppedLines(event.components, event.clean);
    case 'error':
      return [event.message];
  }
}

type Of<Name extends StackEvent['event']> = Extract<StackEvent, { event: Name }>;

function statusText({ storedRows, queueDepth, queuedBatches, errors, uptimeMillis }: Of<'status'>): string {
  const known = (value: number | null): string => (value === null ? '-' : value.toLocaleString('en'));
  return [
    `samples stored ${known(storedRows)}`,
    `queue ${known(queueDepth)} in the sensor, ${known(queuedBatches)} in the collector`,
    `errors ${known(errors)}`,
    `up ${formatDuration(uptimeMillis)}`,
  ].join('  ·  ');
}

function exitText({ component, code, signal, lastLine, restartInMillis }: Of<'exit'>): string {
  const last = lastLine === '' ? '' : `; its last line: ${shorten(lastLine, lineWidth)}`;
  return `${component} ended (exit ${signal ?? code ?? '?'}), next start in ${formatDuration(restartInMillis)}${last}`;
}

function stoppedLines(components: readonly StoppedComponent[], clean: boolean): readonly string[] {
  if (clean) return ['stopped in order'];
  const killed = components.filter(({ wasKilled }) => wasKilled).map(({ name }) => name);
  const failed = components.filter(
    ({ code, signal, wasKilled }) => !wasKilled && (signal !== null || (code ?? 0) !== 0),
  );
  return [
    ...(killed.length === 0 ? [] : [`killed: ${killed.join(', ')}; what was only in memory there is lost`]),
    ...failed.map(({ name, code, signal }) => `${name} did not stop cleanly (exit ${signal ?? code ?? '?'})`),
  ];
}
