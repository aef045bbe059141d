import type { Dashboards } from './dashboards.ts';
import { valueFrom } from './fact.ts';
import { type Facts, unchecked } from './facts.ts';
import { type Finding, isAllRight } from './finding.ts';

/** One line for scripts: findings, the worst first. null is what is not known. */
export function doctorJson(facts: Facts, findings: readonly Finding[], dashboards: Dashboards): string {
  const canary = valueFrom(facts.canary);
  return JSON.stringify({
    time: new Date(facts.nowMillis).toISOString(),
    mode: facts.mode,
    project: facts.mode === 'native' ? null : facts.project,
    well: isAllRight(findings),
    findings: findings.map(({ name, severity, subject = null, seen, action }) => ({
      name,
      severity,
      subject,
      seen,
      action,
    })),
    canary:
      canary === undefined
        ? null
        : { outcome: canary.outcome, latencyMillis: canary.outcome === 'returned' ? canary.latencyMillis : null },
    unchecked: unchecked(facts),
    dashboards,
  });
}
