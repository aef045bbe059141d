import { join } from 'node:path';
import { withDurability } from '../../native/durability.ts';

/**
 * What every component is started with: the default durability profile and a folder for undelivered pushes, as docker-compose.yml and `npm start` have
 * it. Nothing of the caller's own settings: a measurement must not depend on whose shell it was started from.
 */
export function shippedEnvironment(root: string, folder: string): Promise<NodeJS.ProcessEnv> {
  return withDurability(root, { PATH: process.env['PATH'], SENSOR_SPOOL_DIR: join(folder, 'sensor') });
}
