import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askAtRate, type Pace } from '../../../bench/seed-tests/ask-at-rate.ts';

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

/** A clock that only sleeping moves, and each sleep a little too far, as real ones do. */
function fakePace(oversleptMillis = 0) {
  let nowMillis = 5_000;
  const askedAt: number[] = [];
  const pace: Pace = {
    now: () => nowMillis,
    async sleep(millis) {
      nowMillis += millis + oversleptMillis;
      askedAt.push(nowMillis - 5_000);
    },
  };
  return { pace, askedAt };
}

describe('askAtRate', () => {
  test.each([
    [1, [0, 1_000, 2_000, 3_000]],
    [10, [0, 100, 200, 300]],
  ])('asks %i times a second', async (perSecond, expected) => {
    const { url, requests } = await serverWith(() => 200);
    const { pace, askedAt } = fakePace();
    await askAtRate(url, { count: 4, perSecond }, { pace });
    expect(askedAt).toEqual(expected);
    expect(requests()).toBe(4);
  });
  test('what one was late does not add up', async () => {
    const { url } = await serverWith(() => 200);
    const { pace, askedAt } = fakePace(30);
    await askAtRate(url, { count: 4, perSecond: 10 }, { pace });
    expect(askedAt).toEqual([30, 130, 230, 330]);
  });
  test('ends where it is told to', async () => {
    const { url } = await serverWith(() => 200);
    const asking = askAtRate(url, { count: 2, perSecond: 1 }, { signal: AbortSignal.abort() });
    await expect(asking).rejects.toMatchObject({ name: 'AbortError' });
  });
  test('has the time of each answer', async () => {
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
