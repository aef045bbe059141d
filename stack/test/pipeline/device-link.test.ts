import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeviceLink, type DeviceLink } from '../../bench/pull-vs-push/device-link.ts';

const canLink =
  process.getuid?.() === 0 && spawnSync('ip', ['-V']).status === 0 && spawnSync('tc', ['-V']).status === 0;
/** Five seconds at 64 kbit/s. */
const bodyBytes = 40_000;

describe.skipIf(!canLink)('a device at the other end of a cable [needs root, iproute2]', () => {
  let link: DeviceLink;
  let url = '';
  const server = createServer((_request, response) => void response.end('x'.repeat(bodyBytes)));
  beforeEach(async () => {
    link = await createDeviceLink();
    server.listen(0, link.storeAddress);
    await once(server, 'listening');
    url = `http://${link.storeAddress}:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await link.remove();
  });

  /** A request from the device, by a program of its own: its bytes, or the reason why not. */
  async function fromDevice(seconds = 10): Promise<number | string> {
    const script = `fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(${seconds * 1000}) })
      .then((response) => response.text()).then(({ length }) => console.log(length), (error) => console.log(error.name))`;
    const [file = '', ...args] = [...link.enter, process.execPath, '-e', script];
    const said = (await promisify(execFile)(file, args)).stdout.trim();
    return /^\d+$/.test(said) ? Number(said) : said;
  }

  test('its bytes are counted, and nothing else of the machine is', async () => {
    const before = await link.bytes();
    expect(await fromDevice()).toBe(bodyBytes);
    const counted = (await link.bytes()) - before;
    expect(counted).toBeGreaterThan(bodyBytes);
    expect(counted).toBeLessThan(bodyBytes * 1.5);
  });
  test('reaches nobody while it is cut, and the store again when it is mended', async () => {
    expect(await fromDevice()).toBe(bodyBytes);
    await link.cut();
    expect(await fromDevice(2)).not.toBe(bodyBytes);
    await link.mend();
    expect(await fromDevice()).toBe(bodyBytes);
  });
  test('is slow while it is to be slow: 64 kbit/s do not bring 40 kB in a second', async () => {
    await link.slow();
    expect(await fromDevice(1)).not.toBe(bodyBytes);
    await link.mend();
    expect(await fromDevice()).toBe(bodyBytes);
  });
  test('leaves nothing on the machine, so that the next one can be made at once', async () => {
    const namespaces = async () => (await promisify(execFile)('ip', ['netns', 'list'])).stdout;
    expect(await namespaces()).toContain(`oe-bench-${process.pid}`);
    await link.remove();
    expect(await namespaces()).not.toContain(`oe-bench-${process.pid}`);
    link = await createDeviceLink();
  });
});
