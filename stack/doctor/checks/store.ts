import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { inMebibytes, inSeconds } from '../in-words.ts';
import { logsOf, serviceName } from '../next-step.ts';

export function checkStore(facts: Facts): readonly Finding[] {
  return [...unreachable(facts), ...readOnly(facts), ...starting(facts), ...ignored(facts)];
}

/** One that is down is not asked. */
function unreachable(facts: Facts): readonly Finding[] {
  const { store } = facts;
  if (store === undefined || store.isKnown) return [];
  const name = serviceName(facts, 'victoriametrics');
  const seen = `VictoriaMetrics runs and does not answer: ${store.why}. Meanwhile the collector keeps what comes in on disk.`;
  const action = `A limit that is too tight makes it hang: npm run budget. ${logsOf(facts, name)} may say more.`;
  return [{ name: 'store-unreachable', severity: 'error', subject: name, seen, action }];
}

function readOnly({ store }: Facts): readonly Finding[] {
  const { isReadOnly = false, freeDiskBytes = 0, minFreeDiskBytes = 0 } = valueFrom(store) ?? {};
  if (!isReadOnly) return [];
  const seen = `VictoriaMetrics takes nothing in: ${inMebibytes(freeDiskBytes)} of the disk are free, it wants ${inMebibytes(minFreeDiskBytes)}. The collector's queue holds what comes in until it is full.`;
  const action =
    'Make room on the disk: docker system df, sudo du -xh / | sort -h | tail. It goes on by itself within seconds.';
  return [{ name: 'store-read-only', severity: 'error', seen, action }];
}

/** Within this, components report for the first time: the collector after 15 s, the health check looks after 60. */
export const startSeconds = 60;

function starting({ store }: Facts): readonly Finding[] {
  const { uptimeSeconds = startSeconds } = valueFrom(store) ?? {};
  if (uptimeSeconds >= startSeconds) return [];
  const seen = `VictoriaMetrics started ${inSeconds(uptimeSeconds)} ago; not every component has reported yet.`;
  return [{ name: 'still-starting', severity: 'note', seen, action: 'Look again in a minute.' }];
}

const reasons: Readonly<Record<string, string>> = {
  small_timestamp:
    'Their time is before the retention of seven days: see that the clock of the device that sends them is set.',
  big_timestamp: 'Their time is more than two days ahead: see that the clock of the device that sends them is set.',
  hourly_limit_exceeded:
    'A sender makes too many series: /api/v1/status/tsdb?focusLabel=host_name on VictoriaMetrics names it.',
  daily_limit_exceeded:
    'A sender makes too many series: /api/v1/status/tsdb?focusLabel=host_name on VictoriaMetrics names it.',
};

function ignored(facts: Facts): readonly Finding[] {
  return Object.entries(valueFrom(facts.series)?.ignored ?? {}).map(([reason, count]) => ({
    name: 'rows-ignored',
    severity: 'warning',
    subject: reason,
    seen: `VictoriaMetrics answered 2xx and threw ${count} points away within the last hour.`,
    action: reasons[reason] ?? `${logsOf(facts, serviceName(facts, 'victoriametrics'))} may name the sender.`,
  }));
}
