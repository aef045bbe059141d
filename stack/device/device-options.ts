import { parseCommandLine, usageError } from '../command-line.ts';

export type DeviceOptions =
  | { readonly action: 'help' }
  | { readonly action: 'list'; readonly json: boolean }
  | { readonly action: 'add' | 'revoke'; readonly name: string; readonly json: boolean };

export const deviceUsage = usageError('npm run device -- --help shows how');

export function parseDeviceOptions(args: readonly string[]): DeviceOptions {
  const { values, positionals } = parseCommandLine(
    {
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
    },
    deviceUsage,
  );
  const { help = false, json = false } = values;
  if (help) return { action: 'help' };
  const [action, name, ...more] = positionals;
  if (action === 'list' && name === undefined) return { action, json };
  if (action !== 'add' && action !== 'revoke') throw deviceUsage('say add NAME, list or revoke NAME');
  if (name === undefined) throw deviceUsage(`${action} needs a name`);
  // A second word is more likely a secret of somebody's own than a name: it is not repeated.
  if (more.length > 0) throw deviceUsage(`${action} takes one name`);
  return { action, name, json };
}
