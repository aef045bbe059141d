import { pushSeconds, toleratedLateSeconds } from '../../device-state.ts';
import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { Backlog, LastSeen, SeriesFacts } from '../gather/series.ts';
import { inMebibytes, inPercent, inSeconds } from '../in-words.ts';
import { logsOf, serviceName } from '../next-step.ts';
import { startSeconds } from './store.ts';

// Four push intervals: the same as the health service's.
const silentSeconds = 4 * pushSeconds;
const ownServices: readonly string[] = ['sensor', 'otelcol', 'host', 'victoriametrics'];
// A push is a few kilobytes of 64 MiB: a tenth is an outage of hours.
const fillingShare = 0.1;
const nearlyFullShare = 0.8;

export function checkPipeline(facts: Facts): readonly Finding[] {
  const series = valueFrom(facts.series);
  if (series === undefined) return [];
  const isStarting = (valueFrom(facts.store)?.uptimeSeconds ?? startSeconds) < startSeconds;
  return [
    ...(isStarting ? [] : silent(series, facts)),
    ...series.queues.flatMap((queue) => queueFilling(queue, facts)),
    ...series.spools.flatMap((spool) => spoolFilling(spool, facts)),
    ...lost(series, facts),
  ];
}

function silent({ lastSeen, ownHost }: SeriesFacts, facts: Facts): readonly Finding[] {
  const never = ownServices
    .filter((service) => lastSeen.every((seen) => seen.service !== service))
    .map((service) => silentFinding(service, true, 'Not one sample of it within the last day.', facts));
  const stopped = lastSeen.filter(isLate).map((sender) => {
    const { service, host, ageSeconds, intervalSeconds } = sender;
    const isOwn = ownServices.includes(service) && (ownHost === undefined || host === ownHost);
    const subject = isOwn ? service : `${service || 'a program without a name'} on ${host || 'a device without one'}`;
    const interval = intervalSeconds ?? (ownServices.includes(service) ? pushSeconds : undefined);
    const before = interval === undefined ? '' : `; one comes every ${inSeconds(interval)}`;
    return silentFinding(subject, isOwn, `Its newest sample is ${inSeconds(ageSeconds)} old${before}.`, facts);
  });
  return [...never, ...stopped];
}

/** Of whatever pushes less often: two of its intervals, as on Fleet. */
function isLate({ ageSeconds, intervalSeconds = 0 }: LastSeen): boolean {
  return ageSeconds > Math.max(silentSeconds, 2 * intervalSeconds + toleratedLateSeconds);
}

function silentFinding(subject: string, isOwn: boolean, seen: string, facts: Facts): Finding {
  const who = subject === 'sensor' ? 'sensor' : subject === 'victoriametrics' ? 'victoriametrics' : 'collector';
  const action = isOwn
    ? `${logsOf(facts, serviceName(facts, who))} says why.`
    : 'Look at that device: power, network, its credential. One that is gone for good is forgotten: a device of this project after a day, another program after an hour.';
  return { name: 'component-silent', severity: isOwn ? 'error' : 'warning', subject, seen, action };
}

function queueFilling(queue: Backlog, facts: Facts): readonly Finding[] {
  return filling(queue, {
    name: 'queue-filling',
    what: `The collector's queue holds ${inMebibytes(queue.bytes)} that VictoriaMetrics has not taken`,
    action: `After an outage it drains by itself within a minute. If it does not: ${logsOf(facts, serviceName(facts, 'collector'))} says what VictoriaMetrics answers.`,
  });
}

function spoolFilling(spool: Backlog, facts: Facts): readonly Finding[] {
  return filling(spool, {
    name: 'spool-filling',
    what: `The sensor's spool holds ${inMebibytes(spool.bytes)} of pushes that the collector has not taken`,
    action: `It drains by itself while the collector answers. If it does not: ${logsOf(facts, 'sensor')} says why pushes fail. Full, it drops the oldest.`,
  });
}

function filling(
  backlog: Backlog,
  { name, what, action }: Pick<Finding, 'name' | 'action'> & { readonly what: string },
): readonly Finding[] {
  const share = backlog.bytes / backlog.limitBytes;
  if (!(share >= fillingShare)) return [];
  const seen = `${what}, ${inPercent(share)} of what it may; ${trend(backlog)}.`;
  return [{ name, severity: share >= nearlyFullShare ? 'error' : 'warning', subject: backlog.host, seen, action }];
}

function trend({ bytes, limitBytes, bytesPerSecond }: Backlog): string {
  if (bytesPerSecond > 0) return `full in ${inSeconds((limitBytes - bytes) / bytesPerSecond)} at this rate`;
  return bytesPerSecond < 0 ? 'it drains' : 'it stays as it is';
}

function lost({ refusedPoints, droppedPoints }: SeriesFacts, facts: Facts): readonly Finding[] {
  const logs = logsOf(facts, serviceName(facts, 'collector'));
  const refused: Finding = {
    name: 'points-refused',
    severity: 'warning',
    seen: `The collector refused ${Math.round(refusedPoints)} points within the last hour: its memory limit or its queue was full. Senders with a spool have kept them.`,
    action: `npm run budget shows its memory; ${logs} says which it was.`,
  };
  const dropped: Finding = {
    name: 'points-dropped',
    severity: 'error',
    seen: `The collector gave up ${Math.round(droppedPoints)} points within the last hour: VictoriaMetrics answered that it will never take them.`,
    action: `${logs} has the answer (Dropping data).`,
  };
  return [...(refusedPoints >= 1 ? [refused] : []), ...(droppedPoints >= 1 ? [dropped] : [])];
}
