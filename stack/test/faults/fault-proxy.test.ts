import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../faults/fault-proxy.ts';

describe('startFaultProxy', () => {
  let proxy: FaultProxy;
  let close: () => void;
  let bodies: string[];
  beforeEach(async () => {
    bodies = [];
    const target = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(`${request.method} ${request.url} ${body}`);
      response.writeHead(202, { 'X-Target': 'yes' }).end('taken');
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    close = () => target.close();
    proxy = await startFaultProxy((target.address() as AddressInfo).port);
  });
  afterEach(() => {
    proxy.close();
    close();
  });
  const push = () => fetch(`${proxy.url}/v1/metrics?x=1`, { method: 'POST', body: 'push' });

  test('hands requests and answers on', async () => {
    const response = await push();
    expect([response.status, response.headers.get('x-target'), await response.text()]).toEqual([202, 'yes', 'taken']);
    expect(bodies).toEqual(['POST /v1/metrics?x=1 push']);
    expect(proxy.disturbed()).toBe(0);
  });

  test('answers for itself, with Retry-After where it is asked to', async () => {
    proxy.behave({ kind: 'status', status: 429, retryAfterSeconds: 3 });
    const response = await push();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
    expect(bodies).toEqual([]);
    expect(proxy.disturbed()).toBe(1);
  });

  test('resets connections', async () => {
    proxy.behave({ kind: 'reset' });
    await expect(push()).rejects.toThrow();
    expect(bodies).toEqual([]);
  });

  test('hangs until it is told otherwise, then ends what hung', async () => {
    proxy.behave({ kind: 'hang' });
    const hanging = push().then(
      () => 'answered',
      () => 'ended',
    );
    while (proxy.disturbed() === 0) await new Promise(setImmediate);
    proxy.behave({ kind: 'forward' });
    expect(await hanging).toBe('ended');
    expect((await push()).status).toBe(202);
    expect(bodies).toHaveLength(1);
  });

  test('hands a slow answer on in the end', async () => {
    proxy.behave({ kind: 'slow', millis: 20 });
    expect((await push()).status).toBe(202);
    expect(proxy.disturbed()).toBe(1);
  });

  test('ends the connection where the target is not there', async () => {
    close();
    proxy.behave({ kind: 'forward' });
    await push().catch(() => {});
    await expect(push()).rejects.toThrow();
  });
});
