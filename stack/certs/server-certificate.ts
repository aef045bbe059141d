import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { namesOfSubjectAltName } from './host-names.ts';

export interface ServerCertificate {
  readonly names: readonly string[];
  readonly validToMillis: number;
  /** Whether the authority that is there now has signed it. */
  readonly isOfAuthority: boolean;
}

/** What is in server.pem; undefined where there is none, or nothing that can be read as one. */
export async function readServerCertificate(
  path: string,
  authorityPath: string,
): Promise<ServerCertificate | undefined> {
  const pem = await read(path);
  const authority = await read(authorityPath);
  if (pem === undefined || authority === undefined) return undefined;
  try {
    const certificate = new X509Certificate(pem.slice(pem.indexOf('-----BEGIN CERTIFICATE-----')));
    return {
      names: namesOfSubjectAltName(certificate.subjectAltName ?? ''),
      validToMillis: Date.parse(certificate.validTo),
      isOfAuthority: certificate.verify(new X509Certificate(authority).publicKey),
    };
  } catch {
    return undefined;
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
