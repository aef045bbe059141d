// npm hands Ctrl-C on to this process, which has it from the terminal already: what comes within half a second is the
// same key press. (npm 11, @npmcli/run-script: signal-manager forwards SIGINT and SIGTERM.)
const sameKeyPressMillis = 500;

export interface StopSignals {
  readonly stopSignal: AbortSignal;
  /** Asked a second time. */
  readonly killSignal: AbortSignal;
}

interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** SIGINT, SIGTERM, and SIGHUP for a terminal that was closed. */
export function listenForStop(source: SignalSource, now: () => number = () => performance.now()): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let firstAt = 0;
  const onSignal = (): void => {
    if (!stop.signal.aborted) {
      firstAt = now();
      stop.abort();
    } else if (now() - firstAt >= sameKeyPressMillis) kill.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) source.on(signal, onSignal);
  return { stopSignal: stop.signal, killSignal: kill.signal };
}
