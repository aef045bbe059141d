import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listen } from '../../src/http/listen.ts';

const loopback = { host: '127.0.0.1', port: 0, token: undefined, tls: undefined };

describe('listen', () => {
  test('names the port that it got', async () => {
    const server = await listen((_request, response) => response.end('hello'), loopback);
    expect(await (await fetch(server.url)).text()).toBe('hello');
    await server.close(1000);
  });

  test('rejects with EADDRINUSE when the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await expect(listen(() => {}, { ...loopback, port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    taken.close();
  });

  test('refuses headers above 8 KiB', async () => {
    const server = await listen((_request, response) => response.end(), loopback);
    expect((await fetch(server.url, { headers: { 'x-a': 'a'.repeat(7000) } })).status).toBe(200);
    expect((await fetch(server.url, { headers: { 'x-a': 'a'.repeat(9000) } })).status).toBe(431);
    await server.close(0);
  });

  test('closes although a client keeps its connection open', async () => {
    const server = await listen(() => {}, loopback); // never answers
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const closed = once(socket, 'close');
    socket.on('error', () => {}); // the cut may show as a reset
    await server.close(50);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  // Five seconds of silence, twice that for the shared machine.
  test('ends a connection that says nothing, and keeps one that has asked', { timeout: 15_000 }, async () => {
    const server = await listen((_request, response) => response.end('hello'), loopback);
    const port = Number(new URL(server.url).port);
    const silent = connect(port, '127.0.0.1');
    const silenced = once(silent.resume(), 'close');
    const asking = connect(port, '127.0.0.1');
    asking.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(asking, 'data');
    await silenced;
    expect(asking.closed).toBe(false);
    asking.destroy();
    await server.close(0);
  });
});
