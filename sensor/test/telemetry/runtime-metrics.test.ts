import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { observeRuntime } from '../../src/telemetry/runtime-metrics.ts';
import { createCollecting, pointsOf } from './collecting.ts';

const delays = ['nodejs.eventloop.delay.mean', 'nodejs.eventloop.delay.p99', 'nodejs.eventloop.delay.max'];

let runtime: ReturnType<typeof observeRuntime> | undefined;
afterEach(() => runtime?.stop());

test('observeRuntime shows the event loop delay right after a push as well, before the loop was probed again', async () => {
  const { meter, collect } = createCollecting();
  runtime = observeRuntime(meter);
  const counts = async () => {
    const collected = await collect();
    return delays.map((name) => pointsOf(collected, name).length);
  };
  for (let look = 0; look < 100 && (await counts()).includes(0); look += 1) await sleep(20); // the first probes
  expect(await counts()).toEqual([1, 1, 1]);
  runtime.beginPush();
  runtime.endPush(true);
  expect(await counts()).toEqual([1, 1, 1]);
});

test('observeRuntime tells what the process has used', async () => {
  const { meter, collect } = createCollecting();
  runtime = observeRuntime(meter);
  const collected = await collect();
  const [[residentBytes] = []] = pointsOf(collected, 'sensor.memory');
  expect(residentBytes).toBeGreaterThan(20e6);
  expect(pointsOf(collected, 'process.cpu.time').map(([, attributes]) => attributes)).toEqual([
    { 'cpu.mode': 'user' },
    { 'cpu.mode': 'system' },
  ]);
  expect(pointsOf(collected, 'process.paging.faults').map(([, attributes]) => attributes)).toEqual([
    { 'system.paging.fault.type': 'major' },
    { 'system.paging.fault.type': 'minor' },
  ]);
});
