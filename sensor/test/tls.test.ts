import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../src/config/config.ts';
import { listen } from '../src/http/listen.ts';
import { createTelemetry } from '../src/telemetry/telemetry.ts';
import { bootId, createFakeClock, createFakeLog } from './fakes.ts';
import { createTlsFiles, type TlsFiles } from './tls-files.ts';

let files: TlsFiles;
beforeAll(() => {
  files = createTlsFiles();
});
afterAll(() => files.remove());

const read = (path: string) => readFileSync(path);

describe('the sensor as an https server', () => {
  test('answers clients that trust its authority, and no others', async () => {
    const { http } = parseConfig(
      { SENSOR_HTTP_TLS_CERT_FILE: files.serverCert, SENSOR_HTTP_TLS_KEY_FILE: files.serverKey, SENSOR_HTTP_PORT: '0' },
      read,
    );
    const server = await listen((_request, response) => response.end('hello'), http);
    expect(server.url).toMatch(/^https:/);
    expect(await statusOf(server.url, read(files.authority))).toBe(200);
    await expect(statusOf(server.url)).rejects.toMatchObject({ code: expect.stringMatching(/CERT|SIGNATURE|ISSUER/) });
    await server.close(0);
  });
});

describe('the exporter over TLS', () => {
  /** Pushes once to a server that wants a client certificate; gives what it got and the errors that were counted. */
  async function pushWith(env: Record<string, string>) {
    const clients: string[] = [];
    const server = createServer(
      { cert: read(files.serverCert), key: read(files.serverKey), ca: read(files.authority), requestCert: true },
      (request, response) => {
        const { subject } = (request.socket as import('node:tls').TLSSocket).getPeerCertificate();
        clients.push(`${subject?.CN}`);
        request.resume().on('end', () => response.end('{}'));
      },
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { telemetry: config } = parseConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env }, read);
    const log = createFakeLog();
    const clock = createFakeClock(Date.now());
    const telemetry = await createTelemetry(config, { resource: resourceFromAttributes({}), clock, bootId, log });
    telemetry.pusher.start();
    await telemetry.stop(5000);
    server.closeAllConnections();
    server.close();
    return { clients, warnings: log.lines.map(({ fields }) => fields['error'] as { code?: string }) };
  }

  test('trusts the given authority and shows the client certificate', async () => {
    const { clients, warnings } = await pushWith({
      OTEL_EXPORTER_OTLP_CERTIFICATE: files.authority,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: files.clientCert,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: files.clientKey,
    });
    expect(clients.length).toBeGreaterThan(0);
    expect(new Set(clients)).toEqual(new Set(['client']));
    expect(warnings).toEqual([]);
  });

  test('pushes nothing to a server whose authority it does not trust', async () => {
    const { clients, warnings } = await pushWith({});
    expect(clients).toEqual([]);
    expect(warnings.length).toBeGreaterThan(0);
  });
});

async function statusOf(url: string, ca?: Buffer): Promise<number | undefined> {
  const request = get(url, ca ? { ca } : {});
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  return response.statusCode;
}
