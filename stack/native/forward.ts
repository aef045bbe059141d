import { access, constants } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StackError } from '../stack-error.ts';

/** A central OTLP endpoint that gets everything beside the local store (otlp_http/central of otel-collector/config.yaml). */
export interface Forward {
  readonly endpoint: string;
  /** A file with a header a line. */
  readonly headersFile: string | undefined;
  /** PEM of the authorities that vouch for the endpoint; undefined: the system's. */
  readonly authoritiesFile: string | undefined;
}

/** Undefined unless STACK_FORWARD_ENDPOINT names it; faults are added to `problems`. */
export function parseForward(env: NodeJS.ProcessEnv, problems: string[]): Forward | undefined {
  const endpoint = env['STACK_FORWARD_ENDPOINT']?.trim();
  if (!endpoint) return undefined;
  const url = URL.parse(endpoint);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    problems.push(`STACK_FORWARD_ENDPOINT must be an http:// or https:// URL, got ${JSON.stringify(endpoint)}`);
  } else if (url.username !== '' || url.password !== '') {
    problems.push('STACK_FORWARD_ENDPOINT must have no credential in it: STACK_FORWARD_HEADERS_FILE is for that');
  }
  const file = (name: string): string | undefined => {
    const path = env[name]?.trim();
    return path ? resolve(path) : undefined;
  };
  return {
    endpoint,
    headersFile: file('STACK_FORWARD_HEADERS_FILE'),
    authoritiesFile: file('STACK_FORWARD_CA_FILE'),
  };
}

/** The collector would not start without them, and say so in its log alone. */
export async function requireForwardFiles({ headersFile, authoritiesFile }: Forward): Promise<void> {
  const files = { STACK_FORWARD_HEADERS_FILE: headersFile, STACK_FORWARD_CA_FILE: authoritiesFile };
  for (const [name, path] of Object.entries(files)) {
    if (path === undefined) continue;
    await access(path, constants.R_OK).catch(() => {
      throw new StackError('ERR_CONFIG', `${name}: ${path} cannot be read`);
    });
  }
}

/** What makes the collector forward, as compose.forward.yaml has it. */
export function forwardEnvironment(forward: Forward): Readonly<Record<string, string>> {
  const { endpoint, headersFile, authoritiesFile } = forward;
  return {
    COLLECTOR_EXPORTERS: '[otlp_http/victoriametrics, otlp_http/central]',
    COLLECTOR_CENTRAL_ENDPOINT: endpoint,
    ...(headersFile === undefined ? {} : { COLLECTOR_CENTRAL_HEADERS_FILE: headersFile }),
    ...(authoritiesFile === undefined ? {} : { COLLECTOR_CENTRAL_CA_FILE: authoritiesFile }),
    COLLECTOR_CENTRAL_QUEUE_BYTES: '50331648',
    COLLECTOR_QUEUE_BYTES: '16777216',
  };
}
