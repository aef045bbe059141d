import { checkCanary } from './checks/canary.ts';
import { checkClock } from './checks/clock.ts';
import { checkDisk } from './checks/disk.ts';
import { checkDocker } from './checks/docker.ts';
import { checkFolders } from './checks/folders.ts';
import { checkKernel } from './checks/kernel.ts';
import { checkPipeline } from './checks/pipeline.ts';
import { checkPorts } from './checks/ports.ts';
import { checkReadings } from './checks/readings.ts';
import { checkSecrets } from './checks/secrets.ts';
import { checkServices } from './checks/services.ts';
import { checkStore } from './checks/store.ts';
import type { Facts } from './facts.ts';
import { type Finding, inOrder } from './finding.ts';

/** Each looks at facts and does nothing else. */
const checks: readonly ((facts: Facts) => readonly Finding[])[] = [
  checkClock,
  checkKernel,
  checkDocker,
  checkServices,
  checkFolders,
  checkPorts,
  checkDisk,
  checkSecrets,
  checkReadings,
  checkStore,
  checkPipeline,
  checkCanary,
];

export function diagnose(facts: Facts): readonly Finding[] {
  return inOrder(checks.flatMap((check) => check(facts)));
}
