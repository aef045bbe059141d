import { X509Certificate } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { accessDir } from '../../access/access-dir.ts';
import type { CertsOptions } from '../../certs/certs-options.ts';
import { type CertsDeps, runCerts } from '../../certs/run-certs.ts';
import { tempDir } from '../temp-dir.ts';

const dayMillis = 24 * 3600 * 1000;
const plain: CertsOptions = { help: false, json: false, renew: false, names: undefined };

async function setUp(): Promise<CertsDeps> {
  return { access: accessDir(await tempDir(), {}), detected: ['pi', 'localhost', '127.0.0.1', '::1'], now: Date.now };
}

describe('runCerts', () => {
  test('makes an authority and a certificate that a client who trusts it accepts, and no other client', async () => {
    const deps = await setUp();
    const { authorityFile, serverFile, names } = await runCerts(plain, deps);
    expect(names).toEqual(deps.detected);
    const pem = await readFile(serverFile);
    const server = createServer({ cert: pem, key: pem }).listen(0, '127.0.0.1');
    const port = await new Promise<number>((resolve) =>
      server.once('listening', () => resolve((server.address() as AddressInfo).port)),
    );
    const handshake = (ca: Buffer[], servername: string) =>
      new Promise<string>((resolve) => {
        const socket = connect({ port, host: '127.0.0.1', ca, servername }, () => {
          socket.destroy();
          resolve('trusted');
        }).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      });
    const authority = [await readFile(authorityFile)];
    expect(await handshake(authority, 'pi')).toBe('trusted');
    expect(await handshake(authority, 'other')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await handshake([], 'pi')).toMatch(/SIGNATURE|ISSUER/);
    server.close();
  });

  test('keeps both keys for their owner alone', async () => {
    const deps = await setUp();
    const { serverFile } = await runCerts(plain, deps);
    const modes = await Promise.all(
      [serverFile, `${deps.access.authority}/authority.key`].map(async (path) => (await stat(path)).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600]);
    expect(await readdir(deps.access.tls)).toEqual(['server.pem']);
    expect((await readdir(deps.access.authority)).toSorted()).toEqual(['authority.key', 'authority.pem']);
  });

  test('makes an authority that signs servers and nothing that signs, and a server for a year at most', async () => {
    const { authorityFile, serverFile } = await runCerts(plain, await setUp());
    const pem = await readFile(serverFile, 'utf8');
    const server = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE')));
    expect(server.ca).toBe(false);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBeLessThan(398 * dayMillis);
    const authority = new X509Certificate(await readFile(authorityFile));
    expect(authority.ca).toBe(true);
    expect(server.checkIssued(authority)).toBe(true);
  });

  test('changes nothing when it is run again', async () => {
    const deps = await setUp();
    const { serverFile, authorityFile } = await runCerts(plain, deps);
    const before = [await readFile(serverFile, 'utf8'), await readFile(authorityFile, 'utf8')];
    expect(await runCerts(plain, deps)).toMatchObject({ renewed: undefined, isNewAuthority: false });
    expect([await readFile(serverFile, 'utf8'), await readFile(authorityFile, 'utf8')]).toEqual(before);
  });

  test.each([
    [304, undefined],
    [306, 'expiry'],
  ])('%i days later, of 365, the reason for a new one is %s', async (days, renewed) => {
    const deps = await setUp();
    await runCerts(plain, deps);
    expect((await runCerts(plain, { ...deps, now: () => Date.now() + days * dayMillis })).renewed).toBe(renewed);
  });

  test('keeps its names at a renewal, also those that were given once, and takes others when they are given', async () => {
    const deps = await setUp();
    await runCerts({ ...plain, names: ['roof.example', '10.1.2.3', 'fd00::2'] }, deps);
    const again = await runCerts({ ...plain, renew: true }, deps);
    expect(again).toMatchObject({ renewed: 'asked', names: ['roof.example', '10.1.2.3', 'fd00::2'] });
    const other = await runCerts({ ...plain, names: ['cellar.example'] }, deps);
    expect(other).toMatchObject({ renewed: 'names', names: ['cellar.example'], isNewAuthority: false });
  });

  test('replaces a certificate that is damaged, or signed by an authority that is gone', async () => {
    const deps = await setUp();
    const { serverFile } = await runCerts(plain, deps);
    await writeFile(serverFile, 'damaged');
    expect(await runCerts(plain, deps)).toMatchObject({ renewed: 'missing', isNewAuthority: false });
    await rm(`${deps.access.authority}/authority.key`);
    expect(await runCerts(plain, deps)).toMatchObject({ renewed: 'authority', isNewAuthority: true });
  });
});
