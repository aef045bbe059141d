import { describe, expect, test } from 'vitest';
import { waitForFirstSample } from '../native/first-sample.ts';
import { createVictoriaMetricsClient } from '../victoriametrics-client.ts';
import { vmuiLink } from '../vmui-link.ts';
import { serve } from './binaries/release-server.ts';

async function clientOf(answer: (url: URL) => { status?: number; body: string } | undefined) {
  const asked: URL[] = [];
  const url = await serve((request, response) => {
    const address = new URL(request.url ?? '', 'http://x');
    asked.push(address);
    const result = answer(address);
    if (result !== undefined) response.writeHead(result.status ?? 200).end(result.body);
  });
  return { client: createVictoriaMetricsClient(url, { timeoutMillis: 500 }), asked };
}

describe('createVictoriaMetricsClient', () => {
  test('asks past the caches and the latency offset', async () => {
    const { client, asked } = await clientOf(() => ({
      body: '{"data":{"result":[{"metric":{"a":"b"},"value":[1.5,"7"]}]}}',
    }));
    expect(await client.query('up')).toEqual([{ labels: { a: 'b' }, value: 7, timestampMillis: 1500 }]);
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      query: 'up',
      nocache: '1',
      latency_offset: '1ms',
    });
  });

  test('reads exported series line by line', async () => {
    const { client } = await clientOf(() => ({
      body: '{"metric":{"a":"1"},"values":[1,2],"timestamps":[10,20]}\n{"metric":{"a":"2"},"values":[3],"timestamps":[30]}\n',
    }));
    expect(await client.export('x')).toEqual([
      { labels: { a: '1' }, values: [1, 2], timestampsMillis: [10, 20] },
      { labels: { a: '2' }, values: [3], timestampsMillis: [30] },
    ]);
  });

  test('counts the series of all time, unless told from when on', async () => {
    const { client, asked } = await clientOf(() => ({ body: '{"data":[{},{}]}' }));
    expect(await client.seriesCount('x')).toBe(2);
    expect(asked[0]?.searchParams.get('start')).toBe('0');
  });

  test('says which path answered with what', async () => {
    const { client } = await clientOf(() => ({ status: 422, body: 'cannot parse' }));
    await expect(client.query('(')).rejects.toMatchObject({
      name: 'VictoriaMetricsError',
      message: '/api/v1/query failed',
      cause: expect.objectContaining({ message: 'HTTP 422: cannot parse' }),
    });
  });

  test('does not wait for a server that hangs', async () => {
    const { client } = await clientOf(() => undefined);
    await expect(client.query('up')).rejects.toMatchObject({ name: 'VictoriaMetricsError' });
  });
});

describe('waitForFirstSample', () => {
  const exported = (timestamp: number) => ({ body: `{"metric":{},"values":[1],"timestamps":[${timestamp}]}\n` });
  const soon = () => AbortSignal.timeout(500);

  test.each([
    [999, false],
    [1_000, true],
  ])('with a sample of %i ms and a run since 1000 ms is %s', async (timestamp, expected) => {
    const { client } = await clientOf(() => exported(timestamp));
    expect(await waitForFirstSample(client, 1_000, soon())).toBe(expected);
  });

  test('asks again while there is none, each time differently', async () => {
    let answers = 0;
    const { client, asked } = await clientOf(() => (++answers < 3 ? { body: '' } : exported(2_000)));
    expect(await waitForFirstSample(client, 1_000, AbortSignal.timeout(10_000))).toBe(true);
    expect(new Set(asked.map(({ searchParams }) => searchParams.get('match[]'))).size).toBe(3);
  });

  test('goes on while VictoriaMetrics is away, until it is told to end', async () => {
    const { client, asked } = await clientOf(() => ({ status: 503, body: '' }));
    expect(await waitForFirstSample(client, 1_000, soon())).toBe(false);
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe('vmuiLink', () => {
  test('opens vmui on temperature and humidity', () => {
    const link = new URL(vmuiLink('http://127.0.0.1:8428'));
    expect(link.pathname).toBe('/vmui/');
    const query = new URLSearchParams(link.hash.slice(link.hash.indexOf('?')));
    expect([query.get('g0.expr'), query.get('g1.expr')]).toEqual([
      'sensor_temperature_celsius',
      'sensor_humidity_percent',
    ]);
  });
});
