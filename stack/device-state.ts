import { metrics } from '../sensor/src/metric-names.ts';
import { prometheusName } from '../sensor/src/prometheus-name.ts';
import { storedNames } from './stored-names.ts';

export interface DeviceStateOptions {
  /** How far back a device is still known, for example `7d`. */
  readonly window: string;
  /** Label matchers, for example `host_name="cellar"`; none: every device. */
  readonly matchers?: string;
}

/** Two pushes are missing, and ten seconds. VictoriaMetrics holds back the newest 5 s, and Grafana asks every 15 s: so a silent device is red within a minute. */
export const goneAfterSeconds = 40;

/** A collector that keeps up has one batch in its queue, 20 kB; half a minute of what ten devices push, or three of one, is no batch. */
export const backlogBytes = 131_072;

/** Having run for longer, it is no longer news. */
export const restartedForSeconds = 300;

/** One series per device, whatever its version. */
const identity = 'host_name, service_instance_id, service_name';

/**
 * Devices that need a look, with the seconds since their newest push as value and the label `state` (MetricsQL); one that runs as it should is not among them.
 *
 * - `silent`: nothing new, and its last word was not that much waits.
 * - `catching up`: either new data arrive while its spool still has older ones; or nothing new arrives and the last that its collector said of itself is that much waits in its
 *   queue, which hands over the oldest first. One that dies, or loses its line, half way through that stays here: its value rises, where one that catches up falls.
 * - `restarted`: new data arrive, its process is young, and there were pushes before it: a reboot, an update or a crash. A new device is none.
 */
export function deviceState(options: DeviceStateOptions): string {
  const named = (expression: string, state: string) => `label_set(${expression}, "state", "${state}")`;
  return `union(${named(silentDevices(options), 'silent')}, ${named(catchingUp(options), 'catching up')}, ${named(restarted(options), 'restarted')})`;
}

export function silentDevices(options: DeviceStateOptions): string {
  return `(${gone(options)} unless on (host_name) ${queueBacklog(options)})`;
}

export function catchingUp(options: DeviceStateOptions): string {
  const fromQueue = `(${gone(options)} and on (host_name) ${queueBacklog(options)})`;
  return `(${fromQueue} or (${there(options)} and on (${identity}) ${spoolBacklog(options)}))`;
}

export function restarted(options: DeviceStateOptions): string {
  const { window, matchers = '' } = options;
  const isYoung = `(min by (${identity}) (last_over_time(${uptime}{${matchers}}[1m])) < ${restartedForSeconds})`;
  const wasThere = `max by (${identity}) (count_over_time(${sequence}{${matchers}}[${window}] offset ${restartedForSeconds}s))`;
  return `(${there(options)} and on (${identity}) ${isYoung} and on (${identity}) ${wasThere} unless on (${identity}) ${spoolBacklog(options)})`;
}

const gone = (options: DeviceStateOptions): string => `(${age(options)} > ${goneAfterSeconds})`;
const there = (options: DeviceStateOptions): string => `(${age(options)} <= ${goneAfterSeconds})`;

function age({ window, matchers = '' }: DeviceStateOptions): string {
  return `time() - max by (${identity}) (tlast_over_time(${sequence}{${matchers}}[${window}]))`;
}

/** By the device alone: collector and sensor have different names. */
function queueBacklog({ window, matchers = '' }: DeviceStateOptions): string {
  return `(max by (host_name) (last_over_time(${storedNames.collectorQueueSize}{${matchers}}[${window}])) > ${backlogBytes})`;
}

function spoolBacklog({ matchers = '' }: DeviceStateOptions): string {
  return `(max by (${identity}) (last_over_time(${spoolPushes}{${matchers}}[1m])) > 0)`;
}

const sequence = prometheusName(metrics.pushSequence);
const uptime = prometheusName(metrics.processUptime);
const spoolPushes = prometheusName(metrics.spoolPushes);
