import type { Benchmark } from './benchmark.ts';
import { coldFit } from './cold-fit/cold-fit.ts';
import { dependencies } from './dependencies.ts';
import { durability } from './durability/durability.ts';
import { faults } from './faults/faults.ts';
import { growth } from './growth.ts';
import { httpOverhead } from './http-overhead/http-overhead.ts';
import { idle } from './idle.ts';
import { pullVsPush } from './pull-vs-push/pull-vs-push.ts';
import { scaling } from './scaling/scaling.ts';
import { requests } from './seed-tests/requests.ts';
import { uptime } from './seed-tests/uptime.ts';
import { sensorFlags } from './sensor-flags.ts';
import { sensorLimit } from './sensor-limit/sensor-limit.ts';
import { sensorStart } from './sensor-start.ts';
import { startOnce } from './start-once.ts';

/** In the order in which they are listed. */
export const benchmarks: readonly Benchmark[] = [
  httpOverhead,
  idle,
  growth,
  sensorStart,
  sensorFlags,
  dependencies,
  startOnce,
  coldFit,
  sensorLimit,
  pullVsPush,
  scaling,
  requests,
  uptime,
  durability,
  faults,
];
