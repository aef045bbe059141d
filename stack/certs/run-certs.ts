import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type AccessDir, makeAccessDir, noAccess } from '../access/access-dir.ts';
import { ensureTokensFile, tokensFile } from '../device/tokens-file.ts';
import { StackError } from '../stack-error.ts';
import type { CertsOptions } from './certs-options.ts';
import { type Authority, issueAuthority, issueServer } from './issue.ts';
import { readServerCertificate, type ServerCertificate } from './server-certificate.ts';

export interface CertsDeps {
  readonly access: AccessDir;
  /** Names and addresses of this device, for the first certificate. */
  readonly detected: readonly string[];
  now(): number;
}

export interface CertsResult {
  readonly authorityFile: string;
  readonly serverFile: string;
  readonly isNewAuthority: boolean;
  /** Why the server's certificate was made anew; undefined: it was left as it is. */
  readonly renewed: 'missing' | 'names' | 'expiry' | 'authority' | 'asked' | undefined;
  readonly names: readonly string[];
  readonly validToMillis: number;
}

// A monthly timer then always renews in time, one missed run included.
const renewBeforeMillis = 60 * 24 * 3600 * 1000;

export function authorityOf({ authority }: AccessDir): Authority {
  return { certificate: join(authority, 'authority.pem'), key: join(authority, 'authority.key') };
}

export function serverFile({ tls }: AccessDir): string {
  return join(tls, 'server.pem');
}

/** Makes what is missing or due; what is good stays as it is, so that it can be run as often as one likes. */
export async function runCerts(options: CertsOptions, deps: CertsDeps): Promise<CertsResult> {
  const authority = authorityOf(deps.access);
  const path = serverFile(deps.access);
  try {
    await makeAccessDir(deps.access);
    await ensureTokensFile(tokensFile(deps.access));
    const isNewAuthority = !(await exists(authority.key));
    if (isNewAuthority) await issueAuthority(authority, `otel-edge ${deps.detected[0] ?? ''}`.trim());
    const present = await readServerCertificate(path, authority.certificate);
    const names = options.names ?? present?.names ?? deps.detected;
    const renewed = reasonToRenew(present, names, options, deps.now());
    if (renewed !== undefined) await issueServer(path, names, authority);
    const made = await readServerCertificate(path, authority.certificate);
    const validToMillis = made?.validToMillis ?? Number.NaN;
    return { authorityFile: authority.certificate, serverFile: path, isNewAuthority, renewed, names, validToMillis };
  } catch (error) {
    throw error instanceof StackError ? error : noAccess(deps.access.path, error);
  }
}

function reasonToRenew(
  present: ServerCertificate | undefined,
  names: readonly string[],
  { renew }: CertsOptions,
  nowMillis: number,
): CertsResult['renewed'] {
  if (present === undefined) return 'missing';
  if (!present.isOfAuthority) return 'authority';
  if (present.validToMillis - nowMillis < renewBeforeMillis) return 'expiry';
  const isSame = names.length === present.names.length && names.every((name) => present.names.includes(name));
  if (!isSame) return 'names';
  return renew ? 'asked' : undefined;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
