import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ask } from '../ask.ts';
import { makeCertificate } from './certificate.ts';
import { tempDir } from './temp-dir.ts';

const signal = AbortSignal.timeout(30_000);

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** An https server with a certificate of its own, and how many requests came through. */
async function tlsServer(answer: RequestListener) {
  const certificateFile = await makeCertificate(await tempDir());
  const pem = await readFile(certificateFile);
  let requests = 0;
  const server = createTlsServer({ cert: pem, key: pem }, (request, response) => {
    requests += 1;
    answer(request, response);
  });
  const url = `https://127.0.0.1:${await portOf(server)}/path`;
  return { url, certificateFile, requests: () => requests };
}

describe('ask', () => {
  test('gives status and body, whatever the status', async () => {
    const port = await portOf(createServer((_request, response) => response.writeHead(503).end('busy')));
    expect(await ask(`http://127.0.0.1:${port}/`, { signal })).toEqual({ status: 503, body: 'busy' });
  });

  test('takes the certificate of the file, though its names are others and nobody vouches for it', async () => {
    const { url, certificateFile } = await tlsServer(({ url: path }, response) => response.writeHead(401).end(path));
    expect(await ask(url, { certificateFile, signal })).toEqual({ status: 401, body: '/path' });
    await expect(ask(url, { signal })).rejects.toThrow();
  });

  test('takes no other certificate, and sends that server nothing', async () => {
    const { url, certificateFile, requests } = await tlsServer((_request, response) => response.end());
    const another = await makeCertificate(await tempDir());
    await expect(ask(url, { certificateFile: another, signal })).rejects.toMatchObject({
      name: 'OtherCertificateError',
    });
    expect(requests()).toBe(0);
    await ask(url, { certificateFile, signal });
    expect(requests()).toBe(1);
  });

  test('rejects where plain HTTP is spoken in place of TLS', async () => {
    const certificateFile = await makeCertificate(await tempDir());
    const port = await portOf(createServer((_request, response) => response.end()));
    await expect(ask(`https://127.0.0.1:${port}/`, { certificateFile, signal })).rejects.toThrow();
  });

  test.each(['before', 'after'])('gives up when it is told to, %s the server begins to answer', async (when) => {
    const { url, certificateFile } = await tlsServer((_request, response) => {
      if (when === 'after') response.writeHead(200).write('half');
    });
    const outcome = ask(url, { certificateFile, signal: AbortSignal.timeout(300) });
    await expect(outcome).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
