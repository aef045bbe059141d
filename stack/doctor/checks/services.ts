import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import type { ServiceFacts } from '../gather/containers.ts';
import { sentence } from '../in-words.ts';
import { logsOf, startOf } from '../next-step.ts';

// A restart that is older than this is history.
const recentMillis = 10 * 60_000;

export function checkServices(facts: Facts): readonly Finding[] {
  if (facts.mode === 'nothing') return [nothingRuns(facts)];
  const services = valueFrom(facts.services) ?? [];
  return [...missing(facts, services), ...services.flatMap((service) => checkService(service, facts))];
}

function nothingRuns({ project, otherProjects }: Facts): Finding {
  const others = otherProjects.filter((name) => name !== project);
  const here = others.length === 0 ? '' : ` Compose projects that are here: ${others.join(', ')}.`;
  return {
    name: 'nothing-runs',
    severity: 'error',
    seen: `There is no container of compose project ${project}, and no npm start.${here}`,
    action: `docker compose up -d --wait, or npm start.${others.length === 0 ? '' : ' --project NAME looks at another project.'}`,
  };
}

/** In the compose files and without a container: left out of the last `up`, or removed. */
function missing(facts: Facts, services: readonly ServiceFacts[]): readonly Finding[] {
  if (facts.mode !== 'compose' || services.length === 0) return [];
  return (valueFrom(facts.expected) ?? [])
    .filter(({ name }) => services.every((service) => service.name !== name))
    .map(({ name }) => ({
      name: 'service-missing',
      severity: 'error',
      subject: name,
      seen: 'It is in the compose files and has no container.',
      action: 'docker compose up -d --wait; where it is not wanted, choose the variant in .env (COMPOSE_FILE).',
    }));
}

function checkService(service: ServiceFacts, facts: Facts): readonly Finding[] {
  return [
    ...down(service, facts),
    ...restarting(service, facts),
    ...killed(service),
    ...unhealthy(service, facts),
    ...unlimited(service),
  ];
}

function down({ name, isUp, state, exitCode, error }: ServiceFacts, facts: Facts): readonly Finding[] {
  if (isUp || state === 'restarting') return [];
  const code = exitCode === undefined || exitCode === 0 ? '' : ` (exit code ${exitCode})`;
  const why = error === '' ? '' : ` ${sentence(error)}`;
  const seen = `It is ${state}${code}.${why}`;
  const action =
    state === 'paused'
      ? `Somebody paused it: docker compose unpause ${name}`
      : `${logsOf(facts, name)} says why. Start it: ${startOf(facts, name)}`;
  return [{ name: 'service-down', severity: 'error', subject: name, seen, action }];
}

function restarting({ name, state, restarts, startedAtMillis }: ServiceFacts, facts: Facts): readonly Finding[] {
  const isRecent = startedAtMillis !== undefined && facts.nowMillis - startedAtMillis < recentMillis;
  const isAtIt = state === 'restarting';
  if (!isAtIt && !(restarts > 0 && isRecent)) return [];
  return [
    {
      name: 'service-restarting',
      severity: isAtIt ? 'error' : 'warning',
      subject: name,
      seen: `It ended by itself and was started again ${restarts} times${isAtIt ? ', and is about to be once more' : ', the last time within ten minutes'}.`,
      action: `${logsOf(facts, name)} says why.`,
    },
  ];
}

function killed({ name, wasKilledForMemory }: ServiceFacts): readonly Finding[] {
  if (!wasKilledForMemory) return [];
  const seen = 'The kernel killed it, or a part of it, because its memory limit was reached.';
  const action =
    'npm run budget (docker compose --profile tools run --rm budget) shows each limit and where to raise it.';
  return [{ name: 'service-killed-for-memory', severity: 'error', subject: name, seen, action }];
}

function unhealthy({ name, health, healthOutput }: ServiceFacts, facts: Facts): readonly Finding[] {
  if (health !== 'unhealthy') return [];
  const seen = healthOutput === '' ? 'Its health check fails.' : `Its health check says: ${healthOutput}.`;
  return [
    {
      name: 'service-unhealthy',
      severity: 'error',
      subject: name,
      seen,
      action: `${logsOf(facts, name)} says since when.`,
    },
  ];
}

function unlimited({ name, memoryLimitBytes }: ServiceFacts): readonly Finding[] {
  if (memoryLimitBytes !== 0) return [];
  const seen = 'Its container has no memory limit: a fault in it can take the whole device along.';
  const action = `It was not made by these compose files, or before memory limits worked: docker compose up -d --force-recreate ${name}`;
  return [{ name: 'service-without-limit', severity: 'warning', subject: name, seen, action }];
}
