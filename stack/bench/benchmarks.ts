import type { Benchmark } from './benchmark.ts';
import { coldFit } from './cold-fit/cold-fit.ts';
import { dependencies } from './dependencies.ts';
import { growth } from './growth.ts';
import { httpOverhead } from './http-overhead/http-overhead.ts';
import { idle } from './idle.ts';
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
];
