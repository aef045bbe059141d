import { join, relative } from 'node:path';
import type { AccessDir } from '../access/access-dir.ts';
import type { Credential } from './tokens-file.ts';

/** What a device needs to push, with its secret: shown once. */
export function describeCredential({ name, token }: Credential, { authority }: AccessDir, json: boolean): string {
  if (json) return `${JSON.stringify({ name, token })}\n`;
  return `${name} may push now. On ${name}, for any OpenTelemetry SDK; the credential is shown this once:

  OTEL_EXPORTER_OTLP_ENDPOINT=https://THIS-DEVICE:5318
  OTEL_EXPORTER_OTLP_CERTIFICATE=authority.pem
  OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${token}

authority.pem is a copy of ${relative(process.cwd(), join(authority, 'authority.pem'))}, which is no secret.
`;
}

export function describeList(credentials: readonly Credential[], { json }: { readonly json: boolean }): string {
  const rows = credentials.map(({ name, added }) => ({ name, added }));
  if (json) return `${JSON.stringify(rows)}\n`;
  if (rows.length === 0) return 'No other device may push: npm run device -- add NAME\n';
  const width = Math.max(...rows.map(({ name }) => name.length));
  return rows.map(({ name, added }) => `${name.padEnd(width)}  since ${added}\n`).join('');
}
