import { metrics } from '../../../sensor/src/metric-names.ts';
import { deviceName, identity, labels, nameOf } from '../expression.ts';
import { collector, host, store } from '../stack-names.ts';

/** One series of each kind of sender that it pushes every time: looking at all of theirs over seven days is more than a small store can read. */
export const heartbeats = [nameOf(metrics.pushSequence), collector.uptime, store.startTime, host.load];

/** Seconds since the last sample of each sender of the last `window`, also of those that stopped within it; with the version that it ran last. */
export const lastSeenOf = (window: string): string =>
  `(time() - max by (${identity}, ${labels.version}) (topk(1, tlast_over_time({__name__=~"${heartbeats.join('|')}"}[${window}])) by (${identity})))`;

export const senderLegend = `${deviceName} {{${labels.service}}} {{${labels.instance}}}`;
