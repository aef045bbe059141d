import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority, a server certificate for 127.0.0.1 and a client certificate, each as a path of a PEM file. */
export interface TlsFiles {
  readonly authority: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
  remove(): void;
}

/** Made anew by the openssl command for each run: no private key lies in the repository. */
export function createTlsFiles(): TlsFiles {
  const folder = mkdtempSync(join(tmpdir(), 'otel-edge-tls-'));
  const path = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '1'];
  const signed = (name: string, ...more: string[]) =>
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      path(`${name}.key`),
      '-out',
      path(`${name}.pem`),
      '-subj',
      `/CN=${name}`,
      ...more,
    );
  signed('authority');
  const byAuthority = ['-CA', path('authority.pem'), '-CAkey', path('authority.key')];
  signed(
    'server',
    ...byAuthority,
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  );
  signed('client', ...byAuthority, '-addext', 'basicConstraints=critical,CA:FALSE');
  return {
    authority: path('authority.pem'),
    serverCert: path('server.pem'),
    serverKey: path('server.key'),
    clientCert: path('client.pem'),
    clientKey: path('client.key'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
