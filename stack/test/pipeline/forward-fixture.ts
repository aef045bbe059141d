import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { forwardEnvironment } from '../../native/forward.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';

/** A device whose collector forwards to a second, central pipeline, over TLS and with a credential, as the commands and variables make it. */
export interface ForwardFixture {
  readonly device: Pipeline;
  readonly central: DevicesFixture;
  /** Name of the credential that the device has there. */
  readonly name: string;
  /** The file with that credential, as a header. */
  readonly headersFile: string;
  /** The device's collector. @param env on top of what makes it forward. */
  startCollector(env?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** Stores run; neither collector does. */
export async function createForwardFixture(): Promise<ForwardFixture> {
  const central = await createDevicesFixture();
  const device = await createPipeline();
  const name = 'outpost';
  const headersFile = join(device.folder, 'headers');
  await writeFile(headersFile, `Authorization: Bearer ${await central.add(name)}\n`, { mode: 0o600 });
  const { port } = central;
  const env = forwardEnvironment({
    endpoint: `https://localhost:${port.httpPort}`,
    headersFile,
    authoritiesFile: join(port.access.authority, 'authority.pem'),
  });
  await device.start('victoriametrics');
  return {
    device,
    central,
    name,
    headersFile,
    startCollector: async (more = {}) => void (await device.start('collector', { ...env, ...more })),
    async close() {
      await device.close();
      await central.close();
    },
  };
}
