import type { Scenario } from './scenario.ts';
import { clockScenarios } from './scenarios/clock.ts';
import { collectorAway } from './scenarios/collector-away.ts';
import { corruptQueue } from './scenarios/corrupt-queue.ts';
import { corruptSpool } from './scenarios/corrupt-spool.ts';
import { endpointScenarios } from './scenarios/endpoint.ts';
import { fullDiskScenarios } from './scenarios/full-disk.ts';
import { killCollector } from './scenarios/kill-collector.ts';
import { killSensor, killSensorWithoutDirectory, killSpoolingSensor } from './scenarios/kill-sensor.ts';
import { killStore, killStoreWithoutRepeat } from './scenarios/kill-store.ts';
import { queueFull } from './scenarios/queue-full.ts';
import { spoolFull } from './scenarios/spool-full.ts';
import { storeAway } from './scenarios/store-away.ts';
import { terminate } from './scenarios/terminate.ts';
import { terminateInFaultScenarios } from './scenarios/terminate-in-fault.ts';

/** The fault matrix: the short form is a test, the long one a benchmark. The longest come first, so that a run of several at a time ends sooner. */
export const scenarios: readonly Scenario[] = [
  killStore,
  killStoreWithoutRepeat,
  spoolFull,
  corruptQueue,
  corruptSpool,
  killCollector,
  killSensor,
  killSpoolingSensor,
  killSensorWithoutDirectory,
  terminate,
  ...terminateInFaultScenarios,
  storeAway,
  collectorAway,
  queueFull,
  ...fullDiskScenarios,
  ...clockScenarios,
  ...endpointScenarios,
];
