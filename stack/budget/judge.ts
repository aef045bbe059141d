import { adviceFor, leanAdvice } from './advice.ts';
import type { ServiceUse } from './take-budget.ts';

export const verdicts = [
  'fits',
  'starting',
  'tight',
  'thrashing',
  'killed',
  'no limit',
  'not counted',
  'not running',
] as const;
export type Verdict = (typeof verdicts)[number];

export interface JudgedService extends ServiceUse {
  readonly verdict: Verdict;
}

export interface Judgement {
  readonly services: readonly JudgedService[];
  readonly limitBytes: number;
  readonly budgetBytes: number;
  /** What must change, a sentence or two each; empty: all is well. */
  readonly problems: readonly string[];
  /** What is worth knowing and needs nothing. */
  readonly notes: readonly string[];
}

/** DESIGN of the whole stack: the sum of all hard limits. */
export const budgetBytes = 300 * 1024 * 1024;

// A program that runs has more of itself in memory than this, if it is counted here; the smallest is 3 MiB as a whole.
const warmBytes = 1024 * 1024;
// From a cold cache everything is read for the first time; that is no thrashing yet.
const startSeconds = 60;
// VictoriaMetrics hung at 42 of 48 MiB anonymous (87 %): then the pages of the binary no longer fit beside it.
const tightShare = 0.75;
const faultsPerSecondBound = 1;

/** @param machineNotes what is known of the machine, told after what is known of the services. */
export function judge(uses: readonly ServiceUse[], machineNotes: readonly string[] = []): Judgement {
  const services = uses.map((use) => ({ ...use, verdict: verdictOf(use) }));
  const limitBytes = services.reduce((sum, { memory }) => sum + (memory?.limitBytes ?? 0), 0);
  const problems = services.flatMap((service) => problemOf(service) ?? []);
  if (limitBytes > budgetBytes) {
    const over = Math.ceil((limitBytes - budgetBytes) / 1024 / 1024);
    problems.push(
      `all limits together are ${over} MiB above the budget of ${budgetBytes / 1024 / 1024}: ${leanAdvice}`,
    );
  }
  const notes = [...services.flatMap((service) => noteOf(service) ?? []), ...warmNote(services), ...machineNotes];
  return { services, limitBytes, budgetBytes, problems, notes };
}

export function verdictOf({ pid, memory, majorFaultsPerSecond, uptimeSeconds, wasOomKilled }: ServiceUse): Verdict {
  if (pid === 0) return wasOomKilled ? 'killed' : 'not running';
  if (memory === undefined) return 'not counted';
  if (memory.limitBytes === undefined) return 'no limit';
  if ((memory.oomKills ?? 0) > 0) return 'killed';
  if ((majorFaultsPerSecond ?? 0) >= faultsPerSecondBound)
    return uptimeSeconds < startSeconds ? 'starting' : 'thrashing';
  return memory.anonymousBytes >= tightShare * memory.limitBytes ? 'tight' : 'fits';
}

function problemOf({
  service,
  verdict,
  memory,
  majorFaultsPerSecond,
  state,
  exitCode,
}: JudgedService): string | undefined {
  switch (verdict) {
    case 'thrashing':
      return `${service} reads its own pages again and again (${(majorFaultsPerSecond ?? 0).toFixed(1)} major faults/s): its limit is too tight. ${adviceFor(service)}`;
    case 'killed':
      return `${service} was killed for memory (${memory?.oomKills ?? 'at its last end'}). ${adviceFor(service)}`;
    case 'not running':
      return `${service} is ${state} (exit code ${exitCode}): docker compose logs ${service} says why`;
    case 'no limit':
      return `${service} runs without a memory limit: start it by docker-compose.yml, docker compose up -d ${service}. ${kernelAdvice}`;
    case 'not counted':
      return `of ${service} no memory is counted. ${kernelAdvice}`;
    default:
      return undefined;
  }
}

// docker info then says "No memory limit support".
const kernelAdvice =
  'On Raspberry Pi OS the kernel counts memory only with cgroup_enable=memory cgroup_memory=1 in /boot/firmware/cmdline.txt';

function noteOf({ service, verdict, restarts, uptimeSeconds }: JudgedService): string | undefined {
  if (verdict === 'tight')
    return `${service} has little left: three quarters of its limit are anonymous memory. ${adviceFor(service)}`;
  if (verdict === 'starting')
    return `${service} started ${Math.round(uptimeSeconds)} s ago and still reads its program from the disk: look again in a minute`;
  if (restarts > 0) return `${service} was started anew ${restarts} times: docker compose logs ${service} says why`;
  return undefined;
}

/** After a warm start a reading flatters: the pages of a program count where they were read first. */
function warmNote(services: readonly JudgedService[]): readonly string[] {
  const warm = services.filter(({ memory }) => memory !== undefined && memory.fileBytes < warmBytes);
  if (warm.length === 0) return [];
  return [
    `the programs of ${warm.map(({ service }) => service).join(', ')} were in the page cache before the start, so their pages are not counted here: after a reboot they need more than this shows`,
  ];
}
