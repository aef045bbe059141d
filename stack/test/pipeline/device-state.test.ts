import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backlogBytes, deviceState, goneAfterSeconds, restartedForSeconds } from '../../device-state.ts';
import { createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

const pushSeconds = 15;

interface Case {
  readonly name: string;
  /** Seconds from its newest push to the moment of the question. */
  readonly newestAgo: number;
  /** How long its process had run at that push. */
  readonly uptimeSeconds?: number;
  /** How long it had pushed at that moment. */
  readonly knownSeconds?: number;
  /** At that push. */
  readonly spoolPushes?: number;
  readonly queueBytes?: number;
  readonly state: string | undefined;
}

const cases: readonly Case[] = [
  { name: 'steady', newestAgo: 10, state: undefined },
  { name: 'just there', newestAgo: goneAfterSeconds, state: undefined },
  { name: 'just gone', newestAgo: goneAfterSeconds + 1, state: 'silent' },
  { name: 'dead for days', newestAgo: 6 * 86_400, state: 'silent' },
  { name: 'dead soon after its start', newestAgo: 600, uptimeSeconds: 30, state: 'silent' },
  { name: 'dead with a spool', newestAgo: 600, spoolPushes: 9, state: 'silent' },
  { name: 'dead with a batch in its queue', newestAgo: 600, queueBytes: backlogBytes, state: 'silent' },
  { name: 'draining its queue', newestAgo: 600, queueBytes: backlogBytes + 1, state: 'catching up' },
  { name: 'sending its spool', newestAgo: 10, spoolPushes: 1, state: 'catching up' },
  { name: 'rebooted and sending its spool', newestAgo: 10, uptimeSeconds: 30, spoolPushes: 9, state: 'catching up' },
  { name: 'with a queue that fills, and there', newestAgo: 10, queueBytes: 10 * backlogBytes, state: undefined },
  { name: 'rebooted', newestAgo: 10, uptimeSeconds: restartedForSeconds - 1, state: 'restarted' },
  { name: 'rebooted a while ago', newestAgo: 10, uptimeSeconds: restartedForSeconds, state: undefined },
  { name: 'new', newestAgo: 10, uptimeSeconds: 30, knownSeconds: 30, state: undefined },
];

describe.skipIf(withoutBinaries)('deviceState [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let states: ReadonlyMap<string, readonly (readonly [state: string, seconds: number])[]>;
  beforeAll(async () => {
    pipeline = await createPipeline();
    await pipeline.start('victoriametrics');
    const nowMillis = Math.floor(Date.now() / 1000) * 1000;
    const url = `http://127.0.0.1:${pipeline.ports.victoriaMetrics}/api/v1/import`;
    const body = cases.flatMap((one) => linesOf(one, nowMillis)).join('\n');
    expect((await fetch(url, { method: 'POST', body })).status).toBe(204);
    await pipeline.store.flush();
    const samples = await eventually(
      () => pipeline.store.query(deviceState({ window: '7d' }), { atMillis: nowMillis }),
      (seen) => seen.length > 0,
    );
    states = new Map(
      cases.map(({ name }) => [
        name,
        samples
          .filter(({ labels }) => labels['host_name'] === name)
          .map(({ labels, value }) => [labels['state'] ?? '', value] as const),
      ]),
    );
  });
  afterAll(() => pipeline?.close());

  test.each(cases)('$name: $state', ({ name, state, newestAgo }) => {
    expect(states.get(name)).toEqual(state === undefined ? [] : [[state, newestAgo]]);
  });
});

/** Half an hour of pushes, or as many as there were since it is known, and what its collector said at the same times. */
function linesOf(one: Case, nowMillis: number): readonly string[] {
  const { name, newestAgo, uptimeSeconds = 86_400, knownSeconds = 1_800, spoolPushes = 0, queueBytes = 0 } = one;
  const count = Math.floor(knownSeconds / pushSeconds);
  const timestamps = Array.from(
    { length: count },
    (_, index) => nowMillis - (newestAgo + (count - 1 - index) * pushSeconds) * 1000,
  );
  const line = (metric: string, service: string, at: (index: number) => number) =>
    JSON.stringify({
      metric: { __name__: metric, host_name: name, service_instance_id: name, service_name: service },
      values: timestamps.map((_, index) => at(index)),
      timestamps,
    });
  return [
    line('sensor_push_sequence', 'sensor', (index) => index + 1),
    line('process_uptime_seconds', 'sensor', (index) => Math.max(1, uptimeSeconds - (count - 1 - index) * pushSeconds)),
    line('sensor_spool_pushes', 'sensor', () => spoolPushes),
    line('otelcol_exporter_queue_size', 'otelcol', () => queueBytes),
  ];
}
