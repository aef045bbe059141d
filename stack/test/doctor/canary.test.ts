import { describe, expect, onTestFinished, test } from 'vitest';
import { startOtlpReceiver } from '../../../sensor/test/otlp-receiver.ts';
import { canaryName, sendCanary } from '../../doctor/canary.ts';
import type { ExportedSeries, VictoriaMetricsClient } from '../../victoriametrics-client.ts';

/** A store in which the point of this moment is found at the given look, or never. */
function storeWith(foundAtLook: number) {
  const selectors: string[] = [];
  const found = async (selector: string, { fromMillis = 0 } = {}): Promise<readonly ExportedSeries[]> => {
    selectors.push(selector);
    if (selectors.length < foundAtLook) return [];
    return [{ labels: {}, values: [fromMillis / 1000], timestampsMillis: [fromMillis] }];
  };
  return { client: { export: found } as unknown as VictoriaMetricsClient, selectors };
}

async function collector() {
  const receiver = await startOtlpReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}

describe('sendCanary', () => {
  test('returns with the time that it took, looking another way each time', async () => {
    const { url, pushes } = await collector();
    const { client, selectors } = storeWith(2);
    const result = await sendCanary(client, { otlpUrl: url, hostName: 'attic' });
    expect(result).toMatchObject({ outcome: 'returned', latencyMillis: expect.any(Number) });
    expect(selectors).toEqual([`${canaryName}{poll!="1"}`, `${canaryName}{poll!="2"}`]);
    expect(pushes).toHaveLength(1);
    expect(String(pushes[0]?.body)).toContain('{"key":"host.name","value":{"stringValue":"attic"}}');
  });

  test('is refused with what the collector answers', async () => {
    const receiver = await collector();
    receiver.answer(503);
    const { client, selectors } = storeWith(1);
    const result = await sendCanary(client, { otlpUrl: receiver.url, hostName: 'attic' });
    expect(result).toEqual({ outcome: 'refused', why: expect.stringContaining('503') });
    expect(selectors).toEqual([]);
  });

  test('is refused where nobody listens', async () => {
    const receiver = await collector();
    receiver.close();
    const result = await sendCanary(storeWith(1).client, { otlpUrl: receiver.url, hostName: 'attic' });
    expect(result).toEqual({ outcome: 'refused', why: expect.stringContaining('ECONNREFUSED') });
  });

  test('is lost where it never comes back', async () => {
    const { url } = await collector();
    const { client, selectors } = storeWith(Number.POSITIVE_INFINITY);
    const result = await sendCanary(client, { otlpUrl: url, hostName: 'attic', waitMillis: 1 });
    expect(result).toEqual({ outcome: 'lost', waitedMillis: 1 });
    expect(selectors).toHaveLength(1);
  });
});
