import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backlogBytes, deviceState, goneAfterSeconds, restartedForSeconds, silentSenders } from '../../device-state.ts';
import { readSeries } from '../../doctor/gather/series.ts';
import { createPipeline, eventually, type Pipeline, withoutBinaries } from './pipeline.ts';

interface Case {
  readonly name: string;
  /** What pushes is no sensor of this project, but a program of that name. */
  readonly program?: string;
  readonly everySeconds?: number;
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
  { name: 'by the minute', everySeconds: 60, newestAgo: 125, state: undefined },
  { name: 'by the minute and gone', everySeconds: 60, newestAgo: 126, state: 'silent' },
  { name: 'station', program: 'weather', newestAgo: goneAfterSeconds, state: undefined },
  { name: 'station that is gone', program: 'weather', newestAgo: goneAfterSeconds + 1, state: 'silent' },
  { name: 'station gone half an hour ago', program: 'weather', newestAgo: 1_800, state: 'silent' },
  { name: 'station that is forgotten', program: 'weather', newestAgo: 3_660, state: undefined },
  { name: 'station that pushed once', program: 'weather', newestAgo: 300, knownSeconds: 15, state: 'silent' },
  { name: 'station by the minute', program: 'weather', everySeconds: 60, newestAgo: 125, state: undefined },
  { name: 'station by the minute, gone', program: 'weather', everySeconds: 60, newestAgo: 126, state: 'silent' },
  { name: 'station that is called sensor', program: 'sensor', newestAgo: 60, state: 'silent' },
  { name: 'examined', program: 'doctor', newestAgo: 300, state: undefined },
];

describe.skipIf(withoutBinaries)('deviceState [needs collector and VictoriaMetrics]', () => {
  let pipeline: Pipeline;
  let silent: ReadonlyMap<string, readonly number[]>;
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
    const ages = await pipeline.store.query(silentSenders('7d'), { atMillis: nowMillis });
    silent = new Map(
      cases.map(({ name }) => [
        name,
        ages.filter(({ labels }) => labels['host_name'] === name).map(({ value }) => value),
      ]),
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

  // Nothing new of it, whatever waits somewhere: its sensor and its collector.
  const isGone = ({ state, newestAgo }: Case) => state !== undefined && newestAgo > goneAfterSeconds;
  test.each(cases)('silentSenders, $name', (one) => {
    const programs = one.program === undefined ? [one.newestAgo, one.newestAgo] : [one.newestAgo];
    // Of a collector only what a sender of any kind is known by: its queue. So it is remembered for an hour.
    const remembered = one.newestAgo > 3_600 ? programs.slice(0, 1) : programs;
    expect(silent.get(one.name)).toEqual(isGone(one) ? remembered : []);
  });

  test('the doctor is told of every program, with its interval', async () => {
    const { lastSeen } = await readSeries(pipeline.store, Date.now());
    const of = (name: string) => lastSeen.find(({ host, service }) => host === name && service !== 'otelcol');
    expect(of('station by the minute')).toMatchObject({ service: 'weather', intervalSeconds: 60 });
    expect(of('station')).toMatchObject({ service: 'weather', intervalSeconds: 15 });
    expect(of('station that pushed once')).not.toHaveProperty('intervalSeconds');
    expect(of('dead soon after its start')?.ageSeconds).toBeGreaterThanOrEqual(600);
    expect(of('examined')).toBeUndefined();
  });
});

/** Half an hour of pushes, or as many as there were since it is known, and what its collector said at the same times. */
function linesOf(one: Case, nowMillis: number): readonly string[] {
  const { name, newestAgo, uptimeSeconds = 86_400, knownSeconds = 1_800, spoolPushes = 0, queueBytes = 0 } = one;
  const { program, everySeconds = 15 } = one;
  const count = Math.floor(knownSeconds / everySeconds);
  const timestamps = Array.from(
    { length: count },
    (_, index) => nowMillis - (newestAgo + (count - 1 - index) * everySeconds) * 1000,
  );
  const line = (metric: string, service: string, at: (index: number) => number) =>
    JSON.stringify({
      metric: { __name__: metric, host_name: name, service_instance_id: name, service_name: service },
      values: timestamps.map((_, index) => at(index)),
      timestamps,
    });
  if (program !== undefined) return [line('weather_temperature_celsius', program, () => 20)];
  return [
    line('sensor_push_sequence', 'sensor', (index) => index + 1),
    line('process_uptime_seconds', 'sensor', (index) =>
      Math.max(1, uptimeSeconds - (count - 1 - index) * everySeconds),
    ),
    line('sensor_spool_pushes', 'sensor', () => spoolPushes),
    line('otelcol_exporter_queue_size', 'otelcol', () => queueBytes),
  ];
}
