import type { Meter } from '@opentelemetry/api';
import { attributeKeys, metrics } from '../metric-names.ts';
import type { PushDropReason, SpoolReport } from '../spool/spooled-push.ts';
import { counter } from './instruments.ts';

/** What became of pushes that did not arrive at once. Lost ones are counted by reason, so that none vanishes unseen. */
export interface PushCounters extends SpoolReport {
  spooled(): void;
  replayed(): void;
  /** Points out of a push that was accepted otherwise. */
  rejected(points: number): void;
  clockJumped(millis: number): void;
}

const reasons: readonly PushDropReason[] = ['limit', 'refused', 'damaged', 'clock'];
const directions = ['forward', 'backward'] as const;

/** Every series starts at 0, as with the scrape counters. */
export function createPushCounters(meter: Meter): PushCounters {
  const spooled = counter(meter, metrics.pushesSpooled);
  const replayed = counter(meter, metrics.pushesReplayed);
  const dropped = counter(meter, metrics.pushesDropped);
  const rejected = counter(meter, metrics.pointsRejected);
  const diskErrors = counter(meter, metrics.spoolErrors);
  const jumps = counter(meter, metrics.clockJumps);
  for (const plain of [spooled, replayed, rejected, diskErrors]) plain.add(0);
  for (const reason of reasons) dropped.add(0, { [attributeKeys.dropReason]: reason });
  for (const direction of directions) jumps.add(0, { [attributeKeys.jumpDirection]: direction });
  return {
    spooled: () => spooled.add(1),
    replayed: () => replayed.add(1),
    dropped: (reason, pushes) => dropped.add(pushes, { [attributeKeys.dropReason]: reason }),
    rejected: (points) => rejected.add(points),
    diskError: (type) => diskErrors.add(1, { [attributeKeys.errorType]: type }),
    clockJumped: (millis) => jumps.add(1, { [attributeKeys.jumpDirection]: millis > 0 ? 'forward' : 'backward' }),
  };
}
