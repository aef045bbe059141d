import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExportedSeries } from '../../victoriametrics-client.ts';
import { createDevicesFixture, type DevicesFixture, keptConnection } from './devices-fixture.ts';
import { type Attributes, type Claims, metricBody } from './otlp-body.ts';
import { eventually, stored, withoutBinaries } from './pipeline.ts';
import { startSteadyPushes } from './steady-pushes.ts';

const victim = (...keys: readonly string[]): Attributes => keys.map((key) => [key, 'victim']);
const asMap = { name: 'victim' };

/** Everything that a device of another name might send to be taken for `victim`. */
const claims: Readonly<Record<string, Claims>> = {
  resource: { resource: victim('host.name') },
  'resource, twice': { resource: victim('host.name', 'host.name') },
  'resource, in other spellings': { resource: victim('host_name', 'host/name', 'host name', 'host\u00e9name') },
  'resource, as a map': {
    resource: [
      ['host', asMap],
      ['', { 'host.name': 'victim' }],
    ],
  },
  'resource, as no text': {
    resource: [
      ['host.name', asMap],
      ['host.name', 7],
    ],
  },
  scope: { scope: victim('host.name', 'host.name') },
  point: { point: victim('host.name') },
  'point, twice': { point: victim('host.name', 'host.name') },
  'point, in other spellings': { point: victim('host_name', 'host/name', 'host-name', 'host\nname') },
  'point, as a map': { point: [['host', asMap]] },
  'point, as a map behind a text': {
    point: [
      ['host', 'x'],
      ['host', asMap],
    ],
  },
  'point, as a map without a key': {
    point: [
      ['', { host: asMap }],
      ['', { 'host.name': 'victim' }],
    ],
  },
  'point, as nothing': { point: [['host.name', '']] },
  'point, as another metric': { point: [...victim('__name__', '', '..name..'), ['_', { name__: 'victim' }]] },
  'all three': { resource: victim('host.name'), scope: victim('host.name'), point: victim('host.name') },
};

/** As a metric name. */
const nameOf = (claim: string) => `claim_${Object.keys(claims).indexOf(claim)}`;
const is = (wanted: number) => (status: number) => status === wanted;

const needs = '[needs collector and VictoriaMetrics]';

describe.skipIf(withoutBinaries)(`what another device pushes ${needs}`, () => {
  let fixture: DevicesFixture;
  let attacker: string;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
    attacker = await fixture.add('attacker');
    await fixture.startCollector();
    for (const [claim, claimed] of Object.entries(claims)) {
      expect(await fixture.push(attacker, metricBody(nameOf(claim), 1, claimed)), claim).toBe(200);
    }
  });
  afterAll(() => fixture?.close());

  const seriesOf = async (name: string): Promise<readonly ExportedSeries[]> => {
    await stored(fixture.pipeline.store, name);
    return fixture.pipeline.store.export(name);
  };

  test.each(Object.entries(claims))(
    'is stored under the name of its credential, whatever it claims: %s',
    async (claim) => {
      const series = await seriesOf(nameOf(claim));
      expect(series.map(({ labels }) => labels['host_name'])).toEqual(['attacker']);
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
    const token = await fixture.add('last');
    await fixture.revoke('steady');
    await eventually(() => fixture.push(token, metricBody('last', 1)), is(200), 5_000);
    await fixture.revoke('last');
    await eventually(() => fixture.push(token, metricBody('last', 1)), is(401), 5_000);
  });
});

describe.skipIf(withoutBinaries)(`the queue ${needs}`, () => {
  test('keeps what a device pushed, and not its secret', async () => {
    const fixture = await createDevicesFixture(false);
    try {
      const token = await fixture.add('queued');
      await fixture.startCollector();
      expect(await fixture.push(token, metricBody('waits_in_the_queue', 1))).toBe(200);
      const folder = join(fixture.pipeline.folder, 'collector', 'queue');
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const contents = await Promise.all(
        files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name))),
      );
      const content = Buffer.concat(contents);
      expect(content.includes('waits_in_the_queue')).toBe(true);
      expect(content.includes('queued')).toBe(true);
      expect(content.includes(token)).toBe(false);
      expect(content.includes(token.slice('queued.'.length))).toBe(false);
      const log = await readFile(join(fixture.pipeline.folder, 'collector.log'), 'utf8');
      expect(log).toContain('otlp');
      expect(log).not.toContain(token.slice('queued.'.length));
    } finally {
      await fixture.close();
    }
  });
});
