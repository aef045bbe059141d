import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../access/write-private.ts';
import { subjectAltName } from './host-names.ts';
import { openssl } from './openssl.ts';

// P-256: every TLS library has it, and a handshake costs a small processor a tenth of what RSA does.
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

// As long as a device may live: a new authority has to be carried to every other device.
const authorityDays = 3650;
// Below the 398 days above which Apple's and others' TLS libraries refuse a certificate.
const serverDays = 365;

export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

/** Key and self-signed certificate. A path length of 0: it signs servers, no further authorities. */
export async function issueAuthority({ certificate, key }: Authority, commonName: string): Promise<void> {
  const extensions = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign'];
  await inScratchFolder(join(key, '..'), async (file) => {
    await issue(file, authorityDays, commonName, extensions);
    await writePrivate(key, await readFile(file('key'), 'utf8'));
    await writePrivate(certificate, await readFile(file('cert'), 'utf8'), 0o644);
  });
}

/** Key and certificate of a server in one file, so that both change in the same moment. A new key each time: the old one may be why. */
export async function issueServer(path: string, names: readonly string[], by: Authority): Promise<void> {
  const extensions = [
    `subjectAltName=${subjectAltName(names)}`,
    'basicConstraints=critical,CA:FALSE',
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth',
  ];
  await inScratchFolder(join(path, '..'), async (file) => {
    await issue(file, serverDays, 'otel-edge', extensions, ['-CA', by.certificate, '-CAkey', by.key]);
    await writePrivate(path, (await readFile(file('key'), 'utf8')) + (await readFile(file('cert'), 'utf8')));
  });
}

type ScratchFile = (name: 'key' | 'cert') => string;

function issue(
  file: ScratchFile,
  days: number,
  commonName: string,
  extensions: readonly string[],
  signer: readonly string[] = [],
): Promise<void> {
  const out = ['-keyout', file('key'), '-out', file('cert'), '-days', `${days}`, '-subj', `/CN=${commonName}`];
  const added = extensions.flatMap((extension) => ['-addext', extension]);
  return openssl('req', '-x509', ...newKey, ...out, ...signer, ...added);
}

/** Beside the target, in a folder of its owner alone: openssl writes keys in its own way and at its own pace. */
async function inScratchFolder(parent: string, work: (file: ScratchFile) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(parent, '.new-'));
  try {
    await work((name) => join(folder, name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
