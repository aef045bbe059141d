import type { Clock } from '../clock.ts';
import type { SamplingConfig } from '../config/config.ts';
import type { Log } from '../log.ts';
import { type Reading, type SensorSource, SourceError } from '../source/sensor-source.ts';
import type { ScrapeCounters } from '../telemetry/scrape-counters.ts';
import { createThrottled } from '../throttled.ts';
import type { Sample } from './sample.ts';

export interface SamplerDeps {
  readonly source: SensorSource;
  readonly counters: ScrapeCounters;
  readonly clock: Clock;
  readonly log: Log;
  /** Where samples go. Must not throw. */
  readonly onSample: (sample: Sample) => void;
}

export interface Sampler {
  /** A read is under way, or the newest one took too long: a thread may be blocked in the kernel, whatever the source says. */
  mayBeBlocked(): boolean;
  /** Ends the schedule after one last reading, waiting at most `timeoutMillis` for it. */
  stop(timeoutMillis: number): Promise<void>;
}

/** Reads the source now and then every interval. A failure is counted and logged at most once a minute; nothing stops. */
export function startSampler(
  options: Pick<SamplingConfig, 'intervalMillis' | 'readTimeoutMillis'>,
  deps: SamplerDeps,
): Sampler {
  const { source, counters, clock, log, onSample } = deps;
  const failures = createThrottled(clock);
  let busy: Promise<void> | undefined;
  /** The read under way has been given up on, but has not come back. */
  let hung = false;
  /** The newest attempt took too long. */
  let timedOut = false;

  const fail = (error: SourceError): void => {
    timedOut = error.code === 'timeout';
    counters.error('read', error.code);
    failures.say((suppressed) => log.warn('sensor read failed', { error, suppressed }));
  };

  const attempt = async (timeoutMillis: number): Promise<void> => {
    counters.attempt('read');
    const abort = new AbortController();
    const reading = (async () => source.read(abort.signal))(); // a source that throws at once is no different
    try {
      const result = await withTimeout(reading, timeoutMillis, abort);
      timedOut = false;
      onSample({ reading: result, at: clock.now(), atMonotonic: clock.monotonic() });
      for (const failure of result.failures ?? []) fail(failure);
      if (!result.failures?.length) failures.reset();
    } catch (error) {
      fail(asSourceError(error));
      // A read that hangs in the kernel holds a thread: no second one is begun before it has come back.
      hung = true;
      await reading.catch(() => undefined);
      hung = false;
    }
  };

  const tick = (): void => {
    if (hung) {
      counters.attempt('read');
      fail(new SourceError('timeout', 'an earlier read has not come back'));
    }
    if (busy !== undefined) return; // a slow bus costs samples, not a growing pile of reads
    busy = attempt(options.readTimeoutMillis).finally(() => {
      busy = undefined;
    });
  };
  tick();
  const timer = setInterval(tick, options.intervalMillis).unref();

  return {
    mayBeBlocked: () => timedOut || busy !== undefined,
    async stop(timeoutMillis) {
      clearInterval(timer);
      tick();
      const bound = new Promise<void>((resolve) => void setTimeout(resolve, timeoutMillis).unref());
      await Promise.race([busy, bound]);
    },
  };
}

/** Rejects, and tells the source to give up, when `reading` takes too long. */
async function withTimeout(reading: Promise<Reading>, timeoutMillis: number, abort: AbortController): Promise<Reading> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new SourceError('timeout', `no reading within ${timeoutMillis} ms`);
      reject(error); // before the abort, so that this is the reason that is counted
      abort.abort(error);
    }, timeoutMillis);
  });
  try {
    return await Promise.race([reading, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function asSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new SourceError('io_error', message, { cause: error });
}
