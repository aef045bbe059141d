import type { Paint } from '../paint.ts';
import type { BarParts } from './bar.ts';
import type { JudgedService, Judgement, Verdict } from './judge.ts';

/** A service, or all of them, as text; `-` for what is not known. */
export interface BudgetRow {
  readonly name: string;
  /** Undefined for the sum. */
  readonly verdict: Verdict | undefined;
  /** Undefined: not running, or nothing to compare with. */
  readonly bar: BarParts | undefined;
  readonly limit: string;
  readonly anonymous: string;
  readonly file: string;
  readonly free: string;
  readonly faultsPerSecond: string;
  readonly cpu: string;
  readonly oomKills: string;
  readonly restarts: string;
}

export function serviceRow(service: JudgedService): BudgetRow {
  const { memory, wasOomKilled } = service;
  const limitBytes = memory?.limitBytes;
  return {
    name: service.service,
    verdict: service.verdict,
    bar: memory === undefined || limitBytes === undefined ? undefined : { ...memory, limitBytes },
    limit: mebibytes(limitBytes),
    anonymous: mebibytes(memory?.anonymousBytes),
    file: mebibytes(memory?.fileBytes),
    free: mebibytes(memory === undefined || limitBytes === undefined ? undefined : limitBytes - memory.usageBytes),
    faultsPerSecond: service.majorFaultsPerSecond?.toFixed(1) ?? '-',
    cpu: service.cpuPercent === undefined ? '-' : `${service.cpuPercent.toFixed(1)} %`,
    oomKills: String(memory?.oomKills ?? (wasOomKilled ? 1 : '-')),
    restarts: String(service.restarts),
  };
}

/** Its bar is the budget's, its free the limits'. */
export function totalRow({ services, limitBytes, budgetBytes }: Judgement): BudgetRow {
  const sum = (of: (service: JudgedService) => number | undefined): number =>
    services.reduce((total, service) => total + (of(service) ?? 0), 0);
  const anonymousBytes = sum(({ memory }) => memory?.anonymousBytes);
  const fileBytes = sum(({ memory }) => memory?.fileBytes);
  return {
    name: 'all of it',
    verdict: undefined,
    bar: { anonymousBytes, fileBytes, limitBytes: budgetBytes },
    limit: mebibytes(limitBytes),
    anonymous: mebibytes(anonymousBytes),
    file: mebibytes(fileBytes),
    free: mebibytes(limitBytes - sum(({ memory }) => memory?.usageBytes)),
    faultsPerSecond: sum(({ majorFaultsPerSecond }) => majorFaultsPerSecond).toFixed(1),
    cpu: `${sum(({ cpuPercent }) => cpuPercent).toFixed(1)} %`,
    oomKills: String(sum(({ memory }) => memory?.oomKills)),
    restarts: String(sum(({ restarts }) => restarts)),
  };
}

export function paintedVerdict(verdict: Verdict | undefined, paint: Paint): string {
  if (verdict === undefined) return '';
  if (verdict === 'fits') return paint.good(verdict);
  return verdict === 'tight' || verdict === 'starting' ? paint.warning(verdict) : paint.bad(verdict);
}

/** MiB, because that is what Docker's `m` is. */
function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : (bytes / 1024 / 1024).toFixed(1);
}
