import { parseCommandLine, usageError } from '../command-line.ts';
import { detectHostNames, isHostName } from './host-names.ts';

export interface CertsOptions {
  readonly help: boolean;
  readonly json: boolean;
  /** Also one that is good for longer. */
  readonly renew: boolean;
  /** In place of those that it has; undefined: it keeps them. */
  readonly names: readonly string[] | undefined;
}

const usage = usageError('npm run certs -- --help lists the options');

export function parseCertsOptions(args: readonly string[]): CertsOptions {
  const { help = false, json = false, renew = false, detect = false, name = [] } = parse(args);
  for (const text of name) {
    if (!isHostName(text)) throw usage(`--name must be a host name or an IP address, got ${JSON.stringify(text)}`);
  }
  const names = [...(detect ? detectHostNames() : []), ...name];
  // A test on the device itself must not need another name.
  return {
    help,
    json,
    renew,
    names: names.length === 0 ? undefined : [...new Set([...names, 'localhost', '127.0.0.1'])],
  };
}

function parse(args: readonly string[]) {
  return parseCommandLine(
    {
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        json: { type: 'boolean' },
        renew: { type: 'boolean' },
        detect: { type: 'boolean' },
        name: { type: 'string', multiple: true },
      },
    },
    usage,
  ).values;
}
