import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askAtRate } from '../../../bench/seed-tests/ask-at-rate.ts';

async function serverWith(status: (request: number) => number) {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(status(requests)).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

describe('askAtRate', () => {
  test('asks as often as wanted and has the time of each answer', async () => {
    const { url, requests } = await serverWith(() => 200);
    const { millis, failed } = await askAtRate(url, { count: 5, perSecond: 500 });
    expect(requests()).toBe(5);
    expect(millis).toHaveLength(5);
    expect(millis.every((one) => one > 0)).toBe(true);
    expect(failed).toBe(0);
  });
  test('an answer other than 200 counts as failed and has no time', async () => {
    const { url } = await serverWith((request) => (request % 2 === 0 ? 503 : 200));
    expect(await askAtRate(url, { count: 4, perSecond: 500 })).toMatchObject({ failed: 2 });
  });
  test('nobody there: all failed', async () => {
    expect(await askAtRate('http://127.0.0.1:1', { count: 2, perSecond: 500 })).toEqual({ millis: [], failed: 2 });
  });
});
