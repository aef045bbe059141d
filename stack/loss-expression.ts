import { metrics } from '../sensor/src/metric-names.ts';
import { prometheusName } from '../sensor/src/prometheus-name.ts';
import { SEQUENCE_BLOCK } from '../sensor/src/spool/sequence.ts';

export interface LossOptions {
  /** How far to look back, for example `1h`. */
  readonly window: string;
  /** Label matchers, for example `host_name="cellar"`; none: every device. */
  readonly matchers?: string;
  /** Shorter than the time between two pushes. Too long: a kill hides losses next to it. Too short: the query needs more memory than it may have. */
  readonly step?: string;
  /** Where it is looked at once and not at each point of a graph: `end()`. */
  readonly at?: string;
}

/** A third of the interval between pushes. Within 4 MiB per query it carries 100 devices over 2 h and 10 over 24 h (tried). */
const DEFAULT_STEP = '5s';

/**
 * A number that grows by so much from one push to the next is that of a killed sensor, which went on at its next million. Lower: in an hour of pushes every second 3,600 can be missing.
 * Higher: of a sensor that is killed shortly before its next million, what was left of it would be lost more often.
 */
const KILL_STEP = 10_000;

/**
 * Pushes that were taken in the window and are not stored, per device (MetricsQL): from the first stored push of the window to the last, what the number
 * grew by, against how many are stored. It grows by one per push, and begins anew at 1 (a process without a spool directory) or at one above a
 * million (one that was killed). Either is a fall of the number within its million, which a counter's increase takes for a reset and not for a loss.
 *
 * Step by step, because only single points can be reduced to their million; both halves look at the same steps, or a push at the edge of the
 * window would be counted by one of them alone.
 */
export function lostPushes({ window, matchers = '', step = DEFAULT_STEP, at }: LossOptions): string {
  const within = `[${window}:${step}]${at === undefined ? '' : ` @ ${at}`}`;
  const steps = `${sequence}{${matchers}}[${step}]`;
  const withinBlock = `((last_over_time(${steps}) - 1) % ${SEQUENCE_BLOCK}) + 1`;
  const taken = `increase_prometheus((${withinBlock})${within}) + 1`;
  return `clamp_min(${taken} - sum_over_time(count_over_time(${steps})${within}), 0)`;
}

/**
 * The same for the points of a graph, from the samples as they are: over a week lostPushes makes 60,000 points a series and more, and the store of 48 MB answers those of four devices.
 *
 * What the number grew by, less how often it changed. A kill is in it with all that was left of its million, which is the largest step of the window; a remainder takes that out where
 * it is in there, and only there: rollup_increase counts the step to the first push behind the window as well, which increase_prometheus does not.
 *
 * Two things it cannot tell, and lostPushes can: what was lost between a kill and the first number after it does not count, and with two kills in the window there is no value, for the
 * smaller step stays in it.
 */
export function lostPushesOfGraph({ window, matchers = '' }: Pick<LossOptions, 'window' | 'matchers'>): string {
  const series = `${sequence}{${matchers}}[${window}]`;
  const missing = `(increase_prometheus(${series}) - changes_prometheus(${series}))`;
  const kill = `clamp_min(rollup_increase(${series}, "max") - 1, ${KILL_STEP})`;
  return `clamp_min(${missing} % ${kill} < ${KILL_STEP}, 0)`;
}

/** Pushes that are stored with two times or more, per device. The same push with the same time, sent twice, is stored once. */
export function duplicatedPushes({ window, matchers = '' }: LossOptions): string {
  const series = `${sequence}{${matchers}}[${window}]`;
  return `count_over_time(${series}) - distinct_over_time(${series})`;
}

/** Both in one, told apart by the label `pushes`: `lost` and `duplicated`. What neither can see is in docs/decisions/0007-spool.md. */
export function lossExpression(options: LossOptions): string {
  const named = (expression: string, name: string) => `label_set(${expression}, "pushes", "${name}")`;
  return `union(${named(lostPushes(options), 'lost')}, ${named(duplicatedPushes(options), 'duplicated')})`;
}

const sequence = prometheusName(metrics.pushSequence);
