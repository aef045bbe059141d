import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anyPorts, type PortName, portSpecs, reservePorts } from '../../native/ports.ts';
import { makeCertificate } from '../certificate.ts';
import { root, withoutBinaries } from './pipeline.ts';

describe.skipIf(withoutBinaries)('npm start [needs collector and VictoriaMetrics]', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-edge-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  interface How {
    readonly env?: NodeJS.ProcessEnv;
    /** The event at which it is stopped, and what is done before. */
    readonly signalAt?: string;
    readonly before?: () => Promise<void>;
  }

  /** Free ports, known beforehand, and a folder of its own. */
  async function place(): Promise<NodeJS.ProcessEnv> {
    const ports = await reservePorts(anyPorts);
    const variables = Object.entries(ports).map(([name, port]) => [portSpecs[name as PortName].variable, `${port}`]);
    return { ...process.env, ...Object.fromEntries(variables), STACK_DATA_DIR: folder };
  }

  /** Runs it; gives exit code and the events of --json. */
  async function start(args: readonly string[], { env, signalAt = '', before = async () => {} }: How = {}) {
    const child = spawn(process.execPath, [join(root, 'stack/start.ts'), '--json', ...args], {
      env: env ?? (await place()),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const events: { event: string; [key: string]: unknown }[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as (typeof events)[number];
      events.push(event);
      if (event.event !== signalAt) continue;
      await before();
      child.kill('SIGINT');
    }
    const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
    return { code, events, names: events.map(({ event }) => event) };
  }

  test('--once exits 0 as soon as a sample of this run can be queried', async () => {
    const { code, names } = await start(['--once']);
    expect(names).toEqual(expect.arrayContaining(['table', 'sample']));
    expect(code).toBe(0);
  });

  test('Ctrl-C stops all in order and exits 0', async () => {
    const { code, names } = await start([], { signalAt: 'sample' });
    expect(names.at(-1)).toBe('stopped');
    expect(code).toBe(0);
  });

  describe('with a sensor that is open beyond loopback', () => {
    /** With what it then has to have: a token, and a certificate that names neither 127.0.0.1 nor any address. */
    async function guarded(host: string): Promise<NodeJS.ProcessEnv> {
      const certificate = await makeCertificate(folder);
      const token = join(folder, 'token');
      await writeFile(token, 'x'.repeat(32), { mode: 0o600 });
      return {
        ...(await place()),
        SENSOR_HTTP_HOST: host,
        SENSOR_HTTP_TLS_CERT_FILE: certificate,
        SENSOR_HTTP_TLS_KEY_FILE: certificate,
        SENSOR_HTTP_TOKEN_FILE: token,
      };
    }

    function sensorOf(events: Awaited<ReturnType<typeof start>>['events']) {
      const components = events.find(({ event }) => event === 'table')?.['components'];
      return (components as readonly { readonly name: string; readonly address: string }[] | undefined)?.find(
        ({ name }) => name === 'sensor',
      );
    }

    test.each([
      ['0.0.0.0', '127.0.0.1'],
      ['127.0.0.2', '127.0.0.2'],
    ])('on %s, --once exits 0 and shows its https address', async (host, address) => {
      const env = await guarded(host);
      const { STACK_SENSOR_PORT: port } = env;
      const { code, events } = await start(['--once'], { env });
      expect(sensorOf(events)?.address).toBe(`https://${address}:${port}/sensor`);
      expect(code).toBe(0);
    });

    test('the doctor gets an answer from it', async () => {
      const env = await guarded('0.0.0.0');
      let report = { mode: '', findings: [{ name: '', subject: '' }], unchecked: [{ what: '' }] };
      const before = async () => {
        const command = [join(root, 'stack/doctor.ts'), '--native', '--json', '--no-canary'];
        const output = new Promise<string>((resolve) => {
          // What the machine lacks makes the exit code 1.
          execFile(process.execPath, command, { env, timeout: 60_000 }, (_error, stdout) => resolve(stdout));
        });
        report = JSON.parse(await output) as typeof report;
      };
      const { code } = await start([], { env, signalAt: 'table', before });
      expect(report.mode).toBe('native');
      expect(report.findings.map(({ name }) => name)).toContain('readings-are-recorded');
      expect(report.findings.filter(({ name }) => /^(service|port|secret)-/.test(name))).toEqual([]);
      expect(report.unchecked.map(({ what }) => what)).not.toContain('what the sensor says');
      expect(code).toBe(0);
    });
  });
});
