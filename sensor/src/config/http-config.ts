import { BlockList, isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { EnvReader } from './env-reader.ts';
import { type Variable, variables } from './variables.ts';

export interface HttpConfig {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Asked for by /sensor and /metrics where set. Never logged. */
  readonly token: string | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

export function parseHttpConfig(reader: EnvReader): HttpConfig {
  const host = parseHost(reader);
  const token = parseToken(reader);
  if (!reader.boolean(variables.httpInsecure) && !isLoopback(host)) requireGuards(reader, host);
  return { host, port: reader.integer(variables.httpPort), token, tls: parseTls(reader) };
}

function parseHost(reader: EnvReader): string {
  const host = reader.text(variables.httpHost);
  if (isIP(host) === 0 && host !== 'localhost') reader.refuse(variables.httpHost);
  return host;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return true; // localhost, or a name that has been refused already
  return loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

/** Both: without TLS everybody on the way can read the token. */
function requireGuards(reader: EnvReader, host: string): void {
  const guards = [variables.httpTokenFile, variables.httpTlsCertFile, variables.httpTlsKeyFile];
  const missing = guards.filter((variable) => reader.given(variable) === undefined).map(({ name }) => name);
  if (missing.length === 0) return;
  reader.refuseTogether(
    `${variables.httpHost.name}=${host} opens the service beyond this device: set ${missing.join(', ')}, ` +
      `or ${variables.httpInsecure.name}=true where something else guards the network`,
  );
}

/** Under 16 characters a token can be guessed over a local network; over 512 it is another file given by mistake. */
function parseToken(reader: EnvReader): string | undefined {
  const content = reader.file(variables.httpTokenFile);
  if (content === undefined) return undefined;
  const token = content.toString('utf8').trim();
  if (/^[\x21-\x7e]{16,512}$/.test(token)) return token;
  reader.refuse(variables.httpTokenFile, { why: 'its content is something else' });
  return undefined;
}

function parseTls(reader: EnvReader): HttpConfig['tls'] {
  const cert = reader.file(variables.httpTlsCertFile);
  const key = reader.file(variables.httpTlsKeyFile);
  const names = `${variables.httpTlsCertFile.name} and ${variables.httpTlsKeyFile.name}`;
  const isGiven = (variable: Variable) => reader.given(variable) !== undefined;
  if (isGiven(variables.httpTlsCertFile) !== isGiven(variables.httpTlsKeyFile)) {
    reader.refuseTogether(`${names} go together: one of them is missing`);
  }
  if (cert === undefined || key === undefined) return undefined;
  try {
    createSecureContext({ cert, key });
    return { cert, key };
  } catch (error) {
    reader.refuseTogether(`${names} do not make a pair: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
