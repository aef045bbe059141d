import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { PushParticipant } from '../telemetry/pusher.ts';
import type { ScrapeCounters } from '../telemetry/scrape-counters.ts';
import { createThrottled } from '../throttled.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import { type Extremes, mergeExtremes, widen } from './extremes.ts';
import type { Sample } from './sample.ts';
import { validateReading } from './validate-reading.ts';

export interface RecorderDeps {
  readonly queue: BoundedQueue<Sample>;
  readonly counters: ScrapeCounters;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once, after the first good reading is there to be pushed. */
  readonly onFirst: () => void;
}

export interface Recorder extends PushParticipant {
  /** Puts a sample into the queue; it is recorded soon after, in turn. */
  accept(sample: Sample): void;
  /** Records what waits now. */
  drain(): void;
  /** Newest good reading, however old. */
  latest(): Sample | undefined;
  /** Lowest and highest of each quantity since the last push that was not lost; without a reading since then, the newest one alone. */
  extremes(): Extremes | undefined;
}

/** Drains the queue reading by reading, validates, and keeps last, lowest and highest. */
export function createRecorder(deps: RecorderDeps): Recorder {
  const { queue, counters, log, onFirst } = deps;
  const overflows = createThrottled(deps.clock);
  const refusals = createThrottled(deps.clock);
  let latest: Sample | undefined;
  /** Readings since the push that is under way began. */
  let open: Extremes | undefined;
  /** What the push under way reports. */
  let pushed: Extremes | undefined;
  let scheduled = false;

  const record = (sample: Sample): void => {
    const { reading, problems } = validateReading(sample.reading);
    for (const problem of problems) {
      counters.error('queue', problem.code);
      counters.dropped('invalid');
      refusals.say((suppressed) =>
        log.warn('reading refused', { problem: problem.message, source: reading.source, suppressed }),
      );
    }
    if (reading.temperatureCelsius === null && reading.humidityPercent === null) return;
    const first = latest === undefined;
    latest = { ...sample, reading };
    open = widen(open, reading);
    if (first) onFirst();
  };

  const drain = (): void => {
    scheduled = false;
    for (let sample = queue.take(); sample !== undefined; sample = queue.take()) record(sample);
  };

  return {
    drain,
    accept(sample) {
      counters.attempt('queue');
      if (queue.put(sample) !== undefined) {
        counters.error('queue', 'queue_full');
        counters.dropped('queue_full');
        overflows.say((suppressed) =>
          log.warn('queue full, oldest reading dropped', { capacity: queue.capacity, suppressed }),
        );
      }
      if (scheduled) return;
      scheduled = true;
      setImmediate(drain); // after the source's own callback: a burst from a fast source is recorded in one go
    },
    latest: () => latest,
    extremes: () => mergeExtremes(pushed, open) ?? (latest && widen(undefined, latest.reading)),
    beginPush() {
      drain();
      pushed = mergeExtremes(pushed, open);
      open = undefined;
    },
    endPush(kept) {
      if (kept) pushed = undefined; // otherwise it goes with the next push
    },
  };
}
