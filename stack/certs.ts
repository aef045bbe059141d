/** `npm run certs`: this device's authority and the certificate of its ports. */
import { join } from 'node:path';
import { accessDir } from './access/access-dir.ts';
import { certsHelp } from './certs/certs-help.ts';
import { parseCertsOptions } from './certs/certs-options.ts';
import { describeCerts } from './certs/describe-certs.ts';
import { detectHostNames } from './certs/host-names.ts';
import { runCerts } from './certs/run-certs.ts';
import { readDotEnv } from './compose/dot-env.ts';
import { exitCodeOf } from './exit-code.ts';

const root = join(import.meta.dirname, '..');

process.exitCode = await exitCodeOf('npm run certs', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const options = parseCertsOptions(args);
  if (options.help) {
    process.stdout.write(certsHelp);
    return 0;
  }
  const access = accessDir(root, { ...(await readDotEnv(root)), ...process.env });
  const result = await runCerts(options, { access, detected: detectHostNames(), now: Date.now });
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : describeCerts(result));
  return 0;
}
