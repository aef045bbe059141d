import { collector, host, store } from '../grafana/src/stack-names.ts';
import { metrics } from '../sensor/src/metric-names.ts';
import { prometheusName } from '../sensor/src/prometheus-name.ts';
import { storedNames } from './stored-names.ts';

export interface DeviceStateOptions {
  /** How far back a device with a sensor of this project is still known, for example `7d`. */
  readonly window: string;
  /** Label matchers, for example `host_name="cellar"`; none: every device. */
  readonly matchers?: string;
}

/** Between two pushes of what this project delivers. */
export const pushSeconds = 15;
/** As late as a push may be. */
export const toleratedLateSeconds = 5;

/**
 * Two pushes are missing: the newest of the others may be 5 s late. VictoriaMetrics holds back the newest 5 s, and Grafana asks every 15 s, so a silent sender is red
 * 55 s after its last push at the latest. Higher: nothing is left of the minute. Lower: one lost push and a late one are an alarm.
 */
export const goneAfterSeconds = 2 * pushSeconds + toleratedLateSeconds;

/** A collector that keeps up has one batch in its queue, 20 kB; half a minute of what ten devices push, or three of one, is no batch. */
export const backlogBytes = 131_072;

/** Having run for longer, it is no longer news. */
export const restartedForSeconds = 300;

/** What every sender has, and no restart changes; its version is none of it. */
const identity = 'host_name, service_instance_id, service_name';

/** One series of each program of the stack that it pushes every time: all of theirs over a week are more than a small store can read. */
const lifeSigns = [storedNames.pushSequence, collector.uptime, store.startTime, host.load];

/** The doctor's point comes when somebody asks, not every 15 s. */
const others = 'service_name!="doctor"';

/**
 * How long others are remembered. Their series have any names, so all that there are have to be read: 60 ms of a core for 1,000 of them, 140 ms for 10,000, and 300 ms where the
 * store has just merged a day and a half into one block of each (November 2026, in 48 and 96 MB; anonymous memory stays below 18 and 56 MB). Such a block counts as a whole in
 * -search.maxSamplesPerQuery: a longer window meets them more often. Shorter: who is gone is forgotten before anybody has looked.
 */
const othersWindow = '1h';

/**
 * Seconds since the last sample of each sender: of the stack's own programs within `window`, and of whatever else pushes within an hour.
 *
 * Those others are looked at once, at the end of what is shown, and not at each point of a graph: before its last sample an other is at 0.
 * @param by labels that tell senders apart.
 */
export function sinceLastSample({ window, by = identity }: { readonly window: string; readonly by?: string }): string {
  const own = `max by (${by}) (tlast_over_time({__name__=~"${lifeSigns.join('|')}"}[${window}]))`;
  return sinceOwnOr(own, newestOfOthers(by, others), by);
}

/** The same with the label service_version: the newest, or a sender would be one more at each update. */
export function sinceLastSampleOfVersion(window: string): string {
  const newest = (inner: string) => `topk(1, max by (${identity}, service_version) (${inner})) by (${identity})`;
  const own = newest(`tlast_over_time({__name__=~"${lifeSigns.join('|')}"}[${window}])`);
  return sinceOwnOr(own, newest(`tlast_over_time({${others}}[${othersWindow}] @ end())`), identity);
}

/** Who has stopped pushing, with the seconds since: one expression for every sender. */
export function silentSenders(window: string): string {
  return late(sinceLastSample({ window }), others);
}

/** The shortest time between two samples of each sender, where it has two within ten minutes: its push interval. */
export function pushInterval(by: string = identity, selector: string = others): string {
  return `min by (${by}) (rollup_scrape_interval({${selector}}[10m] @ end(), "min"))`;
}

/**
 * Devices that need a look, with the seconds since their newest push as value and the label `state` (MetricsQL); one that runs as it should is not among them.
 *
 * - `silent`: nothing new, and its last word was not that much waits. For a device without a sensor of this project each of its programs, and there is no other state.
 * - `catching up`: either new data arrive while its spool still has older ones; or nothing new arrives and the last that its collector said of itself is that much waits in its
 *   queue, which hands over the oldest first. One that dies, or loses its line, half way through that stays here: its value rises, where one that catches up falls.
 * - `restarted`: new data arrive, its process is young, and there were pushes before it: a reboot, an update or a crash. A new device is none.
 */
export function deviceState(options: DeviceStateOptions): string {
  const named = (expression: string, state: string) => `label_set(${expression}, "state", "${state}")`;
  return `union(${named(silentDevices(options), 'silent')}, ${named(catchingUp(options), 'catching up')}, ${named(restarted(options), 'restarted')})`;
}

export function silentDevices(options: DeviceStateOptions): string {
  const selector = [others, options.matchers].filter(Boolean).join(',');
  const sensors = `(${newestPush(options)} unless on (host_name) ${queueBacklog(options)})`;
  // Whose sensor was silent for longer has no other series that is remembered. As those, once: at each point of a graph it would be read for all of what is shown.
  const hasSensor = `max by (${identity}) (last_over_time(${storedNames.pushSequence}{${options.matchers ?? ''}}[${othersWindow}] @ end()))`;
  const withoutSensor = `(${newestOfOthers(identity, selector)} unless on (host_name) (${hasSensor}))`;
  return late(sinceOwnOr(sensors, withoutSensor, identity), selector);
}

export function catchingUp(options: DeviceStateOptions): string {
  const fromQueue = `((${age(options)} > ${goneAfterSeconds}) and on (host_name) ${queueBacklog(options)})`;
  return `(${fromQueue} or (${there(options)} and on (${identity}) ${spoolBacklog(options)}))`;
}

export function restarted(options: DeviceStateOptions): string {
  const { window, matchers = '' } = options;
  const isYoung = `(min by (${identity}) (last_over_time(${uptime}{${matchers}}[1m])) < ${restartedForSeconds})`;
  const wasThere = `max by (${identity}) (count_over_time(${storedNames.pushSequence}{${matchers}}[${window}] offset ${restartedForSeconds}s))`;
  // From the right: VictoriaMetrics reads what follows for those alone that are young, and nothing where nobody is.
  return `((${there(options)} and on (${identity}) (${wasThere} and on (${identity}) ${isYoung})) unless on (${identity}) ${spoolBacklog(options)})`;
}

/**
 * What is too old for the sender's own interval: one that pushes every minute is not silent in between. The interval is looked up for those alone that are suspect: `max` leaves
 * out series without a value, which a comparison does not, and VictoriaMetrics asks the right side of `unless` only for what is on the left.
 * The interval first, and of those alone that push less often: as good as always there are none, and the ages of a week are not read again.
 */
function late(age: string, selector: string): string {
  const suspects = `max by (${identity}) (${age} > ${goneAfterSeconds})`;
  const interval = `max by (${identity}) (${pushInterval(identity, selector)} > ${pushSeconds})`;
  const inTime = `(2 * ${interval} + ${toleratedLateSeconds}) >= on (${identity}) (${age})`;
  return `(${suspects} unless on (${identity}) (${inTime}))`;
}

/** Not below 0: at the points of a graph before the sample that was looked up. */
function sinceOwnOr(own: string, other: string, by: string): string {
  return `clamp_min(time() - (${own} or on (${by}) ${other}), 0)`;
}

function newestOfOthers(by: string, selector: string): string {
  return `max by (${by}) (tlast_over_time({${selector}}[${othersWindow}] @ end()))`;
}

function newestPush({ window, matchers = '' }: DeviceStateOptions): string {
  return `max by (${identity}) (tlast_over_time(${storedNames.pushSequence}{${matchers}}[${window}]))`;
}

const age = (options: DeviceStateOptions): string => `time() - ${newestPush(options)}`;
const there = (options: DeviceStateOptions): string => `(${age(options)} <= ${goneAfterSeconds})`;

/** By the device alone: collector and sensor have different names. */
function queueBacklog({ window, matchers = '' }: DeviceStateOptions): string {
  return `(max by (host_name) (last_over_time(${storedNames.collectorQueueSize}{${matchers}}[${window}])) > ${backlogBytes})`;
}

function spoolBacklog({ matchers = '' }: DeviceStateOptions): string {
  return `(max by (${identity}) (last_over_time(${spoolPushes}{${matchers}}[1m])) > 0)`;
}

const uptime = prometheusName(metrics.processUptime);
const spoolPushes = prometheusName(metrics.spoolPushes);
