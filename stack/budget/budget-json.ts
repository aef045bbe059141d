import type { Judgement } from './judge.ts';

/** One line: bytes, percent of one core and counts per second; null is what is not known. */
export function budgetJson(project: string, seconds: number, judgement: Judgement, now: Date): string {
  const { services, limitBytes, budgetBytes, problems, notes } = judgement;
  return JSON.stringify({
    time: now.toISOString(),
    project,
    seconds,
    limitBytes,
    budgetBytes,
    fits: problems.length === 0,
    problems,
    notes,
    services: services.map(({ memory, ...service }) => ({
      service: service.service,
      verdict: service.verdict,
      state: service.state,
      uptimeSeconds: Math.round(service.uptimeSeconds),
      limitBytes: memory?.limitBytes ?? null,
      usageBytes: memory?.usageBytes ?? null,
      anonymousBytes: memory?.anonymousBytes ?? null,
      fileBytes: memory?.fileBytes ?? null,
      activeFileBytes: memory?.activeFileBytes ?? null,
      peakBytes: memory?.peakBytes ?? null,
      majorFaults: memory?.majorFaults ?? null,
      majorFaultsPerSecond: service.majorFaultsPerSecond ?? null,
      fileRefaults: memory?.fileRefaults ?? null,
      cpuPercent: service.cpuPercent ?? null,
      oomKills: memory?.oomKills ?? null,
      restarts: service.restarts,
      source: memory?.source ?? null,
    })),
  });
}
