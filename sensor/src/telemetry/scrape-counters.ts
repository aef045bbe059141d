import type { Meter } from '@opentelemetry/api';
import { attributeKeys, metrics } from '../metric-names.ts';
import { counter } from './instruments.ts';

/** Where an attempt failed: reading the hardware, handing the reading over, or pushing. */
export type ScrapeStage = 'read' | 'queue' | 'push';

/** Why a reading, or one quantity of it, was not recorded. */
export type DropReason = 'queue_full' | 'invalid';

/** A "scrape" in a push pipeline is one attempt of the sensor's own; these count them. */
export interface ScrapeCounters {
  attempt(stage: ScrapeStage): void;
  /** @param type `error.type`; from a bounded set. */
  error(stage: ScrapeStage, type: string): void;
  dropped(reason: DropReason): void;
}

const stages: readonly ScrapeStage[] = ['read', 'queue', 'push'];
const reasons: readonly DropReason[] = ['queue_full', 'invalid'];

/** Every series starts at 0, so that a rate exists before the first fault and a missing series means a missing sensor. */
export function createScrapeCounters(meter: Meter): ScrapeCounters {
  const attempts = counter(meter, metrics.scrapeAttempts);
  const errors = counter(meter, metrics.scrapeErrors);
  const dropped = counter(meter, metrics.readingsDropped);
  for (const stage of stages) {
    attempts.add(0, { [attributeKeys.stage]: stage });
    errors.add(0, { [attributeKeys.stage]: stage });
  }
  for (const reason of reasons) dropped.add(0, { [attributeKeys.dropReason]: reason });
  return {
    attempt: (stage) => attempts.add(1, { [attributeKeys.stage]: stage }),
    error: (stage, type) => errors.add(1, { [attributeKeys.stage]: stage, [attributeKeys.errorType]: type }),
    dropped: (reason) => dropped.add(1, { [attributeKeys.dropReason]: reason }),
  };
}
