import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLoad } from '../../../bench/cold-fit/load.ts';
import {
  historySeries,
  importBody,
  loadMetricNames,
  pushBody,
  seriesPerDevice,
} from '../../../bench/cold-fit/load-points.ts';

const now = 1_795_000_000_000;

interface Push {
  readonly resourceMetrics: readonly [
    {
      readonly resource: {
        readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];
      };
      readonly scopeMetrics: readonly [
        {
          readonly scope: { readonly name: string };
          readonly metrics: readonly {
            readonly name: string;
            readonly gauge: {
              readonly dataPoints: readonly { readonly timeUnixNano: string; readonly asDouble: number }[];
            };
          }[];
        },
      ];
    },
  ];
}

describe('pushBody', () => {
  test('holds 100 points of the given time', () => {
    const [{ scopeMetrics }] = (JSON.parse(pushBody(3, now)) as Push).resourceMetrics;
    const points = scopeMetrics[0].metrics.flatMap(({ gauge }) => gauge.dataPoints);
    expect(points).toHaveLength(seriesPerDevice);
    expect(new Set(points.map(({ timeUnixNano }) => timeUnixNano))).toEqual(new Set([`${now}000000`]));
  });

  test('has the names and labels of the history, as VictoriaMetrics stores them', () => {
    const [{ resource, scopeMetrics }] = (JSON.parse(pushBody(3, now)) as Push).resourceMetrics;
    const pushed = Object.fromEntries(
      resource.attributes.map(({ key, value }) => [key.replaceAll('.', '_'), value.stringValue]),
    );
    const [history] = historySeries(3, now, 1);
    const { __name__: name, channel, ...labels } = history?.labels ?? {};
    expect(labels).toEqual({ ...pushed, scope_name: scopeMetrics[0].scope.name });
    expect(channel).toBe('0');
    expect(name).toBe(scopeMetrics[0].metrics[0]?.name.replaceAll('.', '_'));
    expect(loadMetricNames).toContain(name);
  });
});

describe('historySeries', () => {
  test('has every series, a point each 15 s, and ends before the time given', () => {
    const all = [...historySeries(0, now, 24)];
    expect(all).toHaveLength(seriesPerDevice);
    expect(all[0]?.timestamps).toHaveLength(5_760);
    expect(all[0]?.values).toHaveLength(5_760);
    expect(all[0]?.timestamps.at(-1)).toBe(now - 15_000);
    expect(all[0]?.timestamps[0]).toBe(now - 24 * 3_600_000);
  });
});

describe('importBody', () => {
  test('is the same push in Prometheus text', () => {
    const lines = importBody(3, now).trim().split('\n');
    expect(lines).toHaveLength(seriesPerDevice);
    expect(lines[0]).toMatch(
      /^load_metric_00\{service_name=".*",host_name="load-003".*channel="0"\} [\d.]+ 1795000000000$/,
    );
  });
});

describe('startLoad', () => {
  test('counts what was acknowledged and what was refused', async () => {
    let answered = 0;
    const statuses = [200, 503, 200];
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(statuses[answered % statuses.length] ?? 500).end();
        answered += 1;
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const load = startLoad({
      url: `http://127.0.0.1:${port}`,
      contentType: 'text/plain',
      devices: 3,
      intervalMillis: 30,
      body: () => 'x',
    });
    await expect.poll(() => answered).toBeGreaterThan(2);
    const count = await load.stop();
    expect(count.acknowledgedPoints + count.refusedPoints).toBe(answered * seriesPerDevice);
    expect(count.refusedPoints).toBe(Math.floor((answered + 1) / 3) * seriesPerDevice);
  });

  test('counts a closed port as refused', async () => {
    const load = startLoad({ url: 'http://127.0.0.1:1/', contentType: 'text/plain', devices: 1, body: () => 'x' });
    await expect.poll(() => load.count().refusedPoints).toBe(seriesPerDevice);
    expect(await load.stop()).toEqual({ acknowledgedPoints: 0, refusedPoints: seriesPerDevice });
  });
});
