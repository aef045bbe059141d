import { resolve } from 'node:path';
import { accessDir } from '../access/access-dir.ts';
import { authorityOf, serverFile } from '../certs/run-certs.ts';
import { tokensFile } from '../device/tokens-file.ts';

/** A file that only one user is to read. */
export interface SecretFile {
  /** What names it. */
  readonly variable: string;
  readonly path: string;
  /** Of the process that is to read it; undefined: whoever owns it. */
  readonly readerId: number | undefined;
  /** Whether something does not start without it. */
  readonly isNeeded: boolean;
}

const ownVariable = /^(SENSOR|OTEL|COLLECTOR|OTELCOL|VM|VICTORIAMETRICS|STACK|DEVICES?|GRAFANA|GF|HEALTH)_/;
// Headers hold a credential, TLS files the key beside the certificate.
const secretFileVariable = /(_(TOKENS?|PASSWORD|SECRET|KEY|HEADERS|TLS)_FILE|_CLIENT_KEY)$/;
/** docker-compose.yml runs Grafana as this user, everything else as another. */
const grafanaUserId = 472;
const secretValueVariable = /(^|_)(TOKEN|PASSWORD|SECRET|HEADERS)$/;

/** What variables of the stack name, and what `npm run certs` and `npm run device` write. */
export function secretFiles(
  projectFolder: string,
  variables: NodeJS.ProcessEnv,
  readerId: number,
): readonly SecretFile[] {
  const named = Object.entries(variables)
    .filter(([name, value = '']) => ownVariable.test(name) && secretFileVariable.test(name) && value.trim() !== '')
    .map(([variable, value = '']) => ({
      variable,
      path: value.trim(),
      readerId: variable.startsWith('GRAFANA_') ? grafanaUserId : readerId,
      isNeeded: true,
    }));
  const isNamed = (path: string) => named.some((file) => resolve(projectFolder, file.path) === path);
  const access = accessDir(projectFolder, variables);
  const { STACK_DEVICES_BIND: bind = '' } = variables;
  const isNeeded = bind.trim() !== '';
  const ofDevices = [tokensFile(access), serverFile(access)].map((path) => ({ path, readerId, isNeeded }));
  const ofAuthority = { path: authorityOf(access).key, readerId: undefined, isNeeded: false };
  const ofAccess = [...ofDevices, ofAuthority].filter(({ path }) => !isNamed(path));
  return [...named, ...ofAccess.map((file) => ({ variable: 'STACK_ACCESS_DIR', ...file }))];
}

/** Variables of .env that hold a secret themselves: compose shows them to everyone who may run `docker inspect`. */
export function clearSecrets(dotEnv: NodeJS.ProcessEnv): readonly string[] {
  return Object.entries(dotEnv)
    .filter(([name, value = '']) => secretValueVariable.test(name) && value.trim() !== '')
    .map(([name]) => name);
}
