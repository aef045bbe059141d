import { canaryName } from '../canary.ts';
import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { inSeconds } from '../in-words.ts';
import { logsOf, serviceName } from '../next-step.ts';

// 2-4 s are usual; a collector that works off a backlog takes longer.
const slowMillis = 10_000;

export function checkCanary(facts: Facts): readonly Finding[] {
  const canary = valueFrom(facts.canary);
  if (canary === undefined) return [];
  const logs = logsOf(facts, serviceName(facts, 'collector'));
  if (canary.outcome === 'refused') {
    const seen = `The collector did not take a point: ${canary.why}.`;
    return [
      {
        name: 'canary-refused',
        severity: 'error',
        seen,
        action: `${logs} says why. 503: its queue or its memory is full.`,
      },
    ];
  }
  if (canary.outcome === 'lost') {
    const seen = `The collector took a point, and after ${inSeconds(canary.waitedMillis / 1000)} it cannot be read from VictoriaMetrics (${canaryName}).`;
    return [
      {
        name: 'canary-lost',
        severity: 'error',
        seen,
        action: `${logs} says whether VictoriaMetrics takes what it sends; also see that the clock is right.`,
      },
    ];
  }
  if (canary.latencyMillis <= slowMillis) return [];
  const seen = `A point took ${inSeconds(canary.latencyMillis / 1000)} through the collector to VictoriaMetrics; 2 to 4 s are usual.`;
  return [
    {
      name: 'canary-slow',
      severity: 'warning',
      seen,
      action:
        'After an outage the backlog goes first: look again in a minute. Otherwise npm run budget: something is short of memory or CPU.',
    },
  ];
}
