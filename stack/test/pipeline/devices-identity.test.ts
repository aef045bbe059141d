import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningProcess } from '../../native/start-process.ts';
import type { ExportedSeries } from '../../victoriametrics-client.ts';
import { allOf, claims, hostsOf, pushClaims, victim } from './devices-claims.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { keptConnection } from './devices-push.ts';
import { type Attributes, metricBody } from './otlp-body.ts';
import { eventually, stored, withoutBinaries } from './pipeline.ts';
import { startSteadyPushes } from './steady-pushes.ts';

const is = (wanted: number) => (status: number) => status === wanted;

const needs = '[needs collector and VictoriaMetrics]';

describe.skipIf(withoutBinaries)(`what another device pushes ${needs}`, () => {
  let fixture: DevicesFixture;
  let attacker: string;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
    attacker = await fixture.add('attacker');
    await fixture.startCollector();
    await pushClaims(fixture.pipeline.store, async (metric, claimed) => {
      expect(await fixture.push(attacker, metricBody(metric, 1, claimed)), metric).toBe(200);
    });
  });
  afterAll(() => fixture?.close());

  const seriesOf = async (name: string): Promise<readonly ExportedSeries[]> => {
    await stored(fixture.pipeline.store, name);
    return fixture.pipeline.store.export(name);
  };

  test.each(Object.keys(claims))(
    'is stored under the name of its credential, whatever it claims: %s',
    async (claim) => {
      expect(await hostsOf(fixture.pipeline.store, claim)).toEqual(allOf('attacker', claim));
    },
  );

  test('keeps its own words for the program and the instance, from the resource alone', async () => {
    const point: Attributes = [...victim('service.name', 'service_instance_id'), ['channel', 'a']];
    const resource = Object.entries({ 'service.name': 'weather', 'service.instance.id': 'roof' });
    expect(await fixture.push(attacker, metricBody('own_words', 1, { resource, point }))).toBe(200);
    const [series, ...more] = await seriesOf('own_words');
    expect(series?.labels).toMatchObject({ service_name: 'weather', service_instance_id: 'roof', channel: 'a' });
    expect(more).toEqual([]);
  });

  test('has all three labels also when it says nothing of itself', async () => {
    expect(await fixture.push(attacker, metricBody('nothing_said', 1))).toBe(200);
    const [series] = await seriesOf('nothing_said');
    expect(series?.labels).toMatchObject({
      service_name: 'unknown_service',
      service_instance_id: 'attacker',
      host_name: 'attacker',
    });
  });

  test('never reaches the series of a device with the same names', async () => {
    const first = await fixture.add('victim.example');
    const resource = Object.entries({ 'service.name': 'weather', 'host.name': 'victim.example' });
    const send = async (token: string, value: number) =>
      eventually(() => fixture.push(token, metricBody('shared', value, { resource })), is(200));
    await send(first, 1);
    await send(attacker, 666);
    await stored(fixture.pipeline.store, 'shared', 2);
    const series = await fixture.pipeline.store.export('shared');
    const byHost = series.map(({ labels, values }) => [labels['host_name'], values]);
    expect(Object.fromEntries(byHost)).toEqual({ 'victim.example': [1], attacker: [666] });
  });
});

describe.skipIf(withoutBinaries)(`a credential ${needs}`, () => {
  let fixture: DevicesFixture;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
  });
  afterAll(() => fixture?.close());

  test('added or revoked costs nobody else a push, and is known within 5 s, to open connections as well', async () => {
    const steady = await fixture.add('steady');
    await fixture.startCollector();
    const pushes = startSteadyPushes((value, agent) => fixture.push(steady, metricBody('steady', value), { agent }));
    for (const name of ['first', 'second', 'third']) {
      const pushesBefore = pushes.statuses.length;
      const token = await fixture.add(name);
      const agent = keptConnection();
      const answer = () => fixture.push(token, metricBody(name, 1), { agent });
      await eventually(answer, is(200), 5_000);
      await fixture.revoke(name);
      await eventually(answer, is(401), 5_000);
      agent.destroy();
      await eventually(
        async () => pushes.statuses.length,
        (count) => count > pushesBefore + 1,
      );
    }
    const statuses = await pushes.stop();
    expect(new Set(statuses)).toEqual(new Set([200]));
    await stored(fixture.pipeline.store, 'steady', statuses.length);
  });

  test('that is the last one is refused as well once it is revoked', async () => {
    const alone = await createDevicesFixture(false);
    try {
      const token = await alone.add('last');
      await alone.startCollector();
      expect(await alone.push(token, metricBody('last', 1))).toBe(200);
      await alone.revoke('last');
      await eventually(() => alone.push(token, metricBody('last', 1)), is(401), 5_000);
    } finally {
      await alone.close();
    }
  });
});

describe.skipIf(withoutBinaries)(`the secret of a device ${needs}`, () => {
  let fixture: DevicesFixture;
  let collector: RunningProcess;
  /** One that is taken, and one that is not. */
  let secrets: readonly string[];
  beforeAll(async () => {
    fixture = await createDevicesFixture(false);
    const token = await fixture.add('queued');
    const wrong = 'A'.repeat(43);
    secrets = [token.slice('queued.'.length), wrong];
    collector = await fixture.startCollector();
    expect(await fixture.push(token, metricBody('waits_in_the_queue', 1))).toBe(200);
    expect(await fixture.push(`queued.${wrong}`, metricBody('refused', 1))).toBe(401);
  });
  afterAll(() => fixture?.close());

  const found = (content: Buffer) => secrets.filter((secret) => content.includes(secret));
  const log = (name: string) => readFile(join(fixture.pipeline.folder, `${name}.log`));

  test('is not in the queue beside what it pushed', async () => {
    const folder = join(fixture.pipeline.folder, 'collector', 'queue');
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
    );
    const content = Buffer.concat(contents);
    expect(content.includes('waits_in_the_queue')).toBe(true);
    expect(content.includes('queued')).toBe(true);
    expect(found(content)).toEqual([]);
  });

  test('is not in the process list', async () => {
    const [commandLine, environment] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${collector.pid}/${name}`)),
    );
    expect(`${commandLine}`).toContain('devices.yaml');
    expect(`${environment}`).toContain('COLLECTOR_DEVICES_TOKENS=');
    expect(found(Buffer.concat([commandLine ?? Buffer.of(), environment ?? Buffer.of()]))).toEqual([]);
  });

  test('is in no log, whether it was taken or refused', async () => {
    await fixture.pipeline.start('victoriametrics');
    await stored(fixture.pipeline.store, 'waits_in_the_queue');
    const [ofCollector, ofStore] = [await log('collector'), await log('victoriametrics')];
    expect(`${ofCollector}`).toContain('otlp');
    expect(`${ofStore}`).toContain('victoria-metrics');
    expect(found(Buffer.concat([ofCollector, ofStore]))).toEqual([]);
  });
});
