/** `npm run device`: credentials of other devices. */
import { join } from 'node:path';
import { accessDir } from './access/access-dir.ts';
import { readDotEnv } from './compose/dot-env.ts';
import { deviceHelp } from './device/device-help.ts';
import { reservedNames } from './device/device-name.ts';
import { parseDeviceOptions } from './device/device-options.ts';
import { runDevice } from './device/run-device.ts';
import { exitCodeOf } from './exit-code.ts';

const root = join(import.meta.dirname, '..');

process.exitCode = await exitCodeOf('npm run device', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const options = parseDeviceOptions(args);
  if (options.action === 'help') {
    process.stdout.write(deviceHelp);
    return 0;
  }
  const env = { ...(await readDotEnv(root)), ...process.env };
  const deps = { access: accessDir(root, env), reserved: reservedNames(env), now: Date.now };
  process.stdout.write(await runDevice(options, deps));
  return 0;
}
