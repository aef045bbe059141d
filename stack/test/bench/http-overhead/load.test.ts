import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Autocannon, load } from '../../../bench/http-overhead/load.ts';

/** Answers of these times, and nothing else. */
function shooting(millis: readonly number[], non2xx = 0): Autocannon {
  return (_options, done) => {
    const shots = new EventEmitter();
    setImmediate(() => {
      for (const one of millis) shots.emit('response', {}, 200, 100, one);
      done(null, { requests: { total: millis.length }, duration: 2, errors: 0, timeouts: 0, non2xx });
    });
    return shots;
  };
}

const oneSecond = { seconds: 1, connections: 2 };

describe('load', () => {
  test('has fractions of a millisecond', async () => {
    const millis = [0.25, 0.75, 0.875];
    expect(await load('http://a', oneSecond, shooting(millis))).toEqual({ requests: 3, seconds: 2, millis });
  });
  test('throws where something else than 200 came back, or nothing', async () => {
    await expect(load('http://a', oneSecond, shooting([1], 1))).rejects.toThrow(/1 answers other than 2xx/);
    await expect(load('http://a', oneSecond, shooting([]))).rejects.toThrow(/0 errors/);
  });
  test('autocannon tells the time of every answer', async () => {
    const server = createServer((_request, response) => void response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { requests, millis } = await load(url, oneSecond);
    expect(requests).toBeGreaterThan(0);
    expect(millis.some((one) => !Number.isInteger(one))).toBe(true);
  });
});
