import { accessDir } from '../access/access-dir.ts';
import { runCerts } from '../certs/run-certs.ts';

/** Makes what `npm run certs` makes, below this folder, for names that loopback does not have; gives the file with key and certificate. */
export async function makeCertificate(folder: string): Promise<string> {
  const options = { help: false, json: false, renew: false, names: ['sensor.example'] };
  const deps = { access: accessDir(folder, {}), detected: [], now: Date.now };
  return (await runCerts(options, deps)).serverFile;
}
