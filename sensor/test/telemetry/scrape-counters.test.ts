import { expect, test } from 'vitest';
import { createScrapeCounters } from '../../src/telemetry/scrape-counters.ts';
import { createCollecting, pointsOf } from './collecting.ts';

test('every stage and reason exists at 0 before anything happened', async () => {
  const { meter, collect } = createCollecting();
  createScrapeCounters(meter);
  const collected = await collect();
  const stages = [
    [0, { 'sensor.scrape.stage': 'read' }],
    [0, { 'sensor.scrape.stage': 'queue' }],
    [0, { 'sensor.scrape.stage': 'push' }],
  ];
  expect(pointsOf(collected, 'sensor.scrape.errors')).toEqual(stages);
  expect(pointsOf(collected, 'sensor.scrape.attempts')).toEqual(stages);
  expect(pointsOf(collected, 'sensor.readings.dropped')).toEqual([
    [0, { reason: 'queue_full' }],
    [0, { reason: 'invalid' }],
  ]);
});

test('an error carries its type, the zero stays without one', async () => {
  const { meter, collect } = createCollecting();
  const counters = createScrapeCounters(meter);
  counters.attempt('read');
  counters.error('read', 'timeout');
  counters.error('read', 'timeout');
  counters.dropped('invalid');
  const collected = await collect();
  expect(pointsOf(collected, 'sensor.scrape.errors')).toContainEqual([
    2,
    { 'sensor.scrape.stage': 'read', 'error.type': 'timeout' },
  ]);
  expect(pointsOf(collected, 'sensor.scrape.errors')).toContainEqual([0, { 'sensor.scrape.stage': 'read' }]);
  expect(pointsOf(collected, 'sensor.scrape.attempts')).toContainEqual([1, { 'sensor.scrape.stage': 'read' }]);
  expect(pointsOf(collected, 'sensor.readings.dropped')).toContainEqual([1, { reason: 'invalid' }]);
});
