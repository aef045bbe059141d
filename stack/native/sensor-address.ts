import { BlockList, isIP } from 'node:net';
import { resolve } from 'node:path';
import { loopback } from './loopback.ts';

/** Where the sensor of `npm start` answers on this device. */
export interface SensorAddress {
  readonly url: string;
  /** PEM of the certificate that it shows; undefined: it speaks plain HTTP. */
  readonly certificateFile: string | undefined;
}

export interface SensorPlace {
  /** Where the sensor runs, so that relative paths in its variables start there. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
}

/** By the sensor's own variables. Of values that it refuses anything will do: then it ends by itself and says why. */
export function sensorAddress({ root, env, port }: SensorPlace): SensorAddress {
  const { SENSOR_HTTP_HOST: host = '', SENSOR_HTTP_TLS_CERT_FILE: file = '' } = env;
  const certificateFile = file.trim() === '' ? undefined : resolve(root, file.trim());
  const scheme = certificateFile === undefined ? 'http' : 'https';
  return { url: `${scheme}://${reachable(host.trim())}:${port}`, certificateFile };
}

/** As it stands in a URL. Who listens everywhere is on loopback as well, and one address may be the only one that answers. */
function reachable(host: string): string {
  if (host === 'localhost') return host;
  const version = isIP(host);
  if (version === 0 || isEverywhere(host, version)) return loopback;
  return version === 6 ? `[${host}]` : host;
}

// :: takes connections of both versions, also where 127.0.0.1 is the only loopback address that the machine has.
const everywhere = new BlockList();
everywhere.addAddress('0.0.0.0', 'ipv4');
everywhere.addAddress('::', 'ipv6');

function isEverywhere(host: string, version: number): boolean {
  return everywhere.check(host, version === 6 ? 'ipv6' : 'ipv4');
}
