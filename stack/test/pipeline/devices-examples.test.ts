import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tempDir } from '../temp-dir.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { eventually, root, withoutBinaries } from './pipeline.ts';

const run = promisify(execFile);
const examples = join(root, 'examples');
const rows = 3;
// With an empty cache Go compiles the SDK and all that it needs, and loads it before.
const goBuildMillis = 300_000;

/** PYTHON names an interpreter that has the packages of examples/python/requirements.txt. */
const python = process.env['PYTHON'] ?? 'python3';
const works = (file: string, ...args: string[]) =>
  run(file, args, { timeout: 30_000 }).then(
    () => true,
    () => false,
  );
const has = {
  python: await works(
    python,
    '-c',
    'import opentelemetry.sdk.metrics, opentelemetry.exporter.otlp.proto.http, opentelemetry.exporter.otlp.proto.grpc',
  ),
  go: await works('go', 'version'),
  curl: (await works('curl', '--version')) && (await works('gzip', '--version')),
};
const note = (isThere: boolean, what: string) => (isThere ? '' : ` (needs ${what})`);

describe.skipIf(withoutBinaries)(
  'examples in other languages push to the real collector [needs collector and VictoriaMetrics]',
  () => {
    let fixture: DevicesFixture;
    let goBinary: string;
    beforeAll(async () => {
      fixture = await createDevicesFixture();
      await fixture.startCollector();
      if (!has.go) return;
      goBinary = join(fixture.pipeline.folder, 'push');
      await run('go', ['build', '-o', goBinary, '.'], { cwd: join(examples, 'go'), timeout: goBuildMillis });
    }, goBuildMillis + 60_000);
    afterAll(() => fixture?.close());

    /** Runs an example as its station, with the standard variables and a recording of a few rows. */
    async function pushes(
      station: string,
      start: (recording: string) => readonly [string, ...string[]],
      env: Readonly<Record<string, string>> = {},
    ): Promise<void> {
      const { OTEL_EXPORTER_OTLP_PROTOCOL: protocol } = env;
      const token = await fixture.add(station);
      const folder = await tempDir();
      const recording = join(folder, 'recording.csv');
      const lines = (await readFile(join(root, 'sensor/recordings', `${station.slice(0, 3)}.csv`), 'utf8')).split('\n');
      await writeFile(recording, `${lines.slice(0, rows + 1).join('\n')}\n`);
      await writeFile(join(folder, 'credential'), `authorization: Bearer ${token}\n`, { mode: 0o600 });
      const [file, ...args] = start(recording);
      await run(file, args, {
        timeout: 100_000,
        env: {
          ...process.env,
          OTEL_EXPORTER_OTLP_ENDPOINT: `https://127.0.0.1:${fixture.port[protocol === 'grpc' ? 'grpcPort' : 'httpPort']}`,
          OTEL_EXPORTER_OTLP_CERTIFICATE: join(fixture.port.access.authority, 'authority.pem'),
          OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}`,
          OTEL_METRIC_EXPORT_INTERVAL: '200',
          OTEL_SERVICE_NAME: 'weather',
          // A lie on purpose: what is stored is the credential's.
          OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=mast,host.name=somebody-else',
          CREDENTIAL_FILE: join(folder, 'credential'),
          ...env,
        },
      });
      await expectStored(station, lines.slice(1, rows + 1), station.endsWith('curl') ? 'curl' : 'mast');
    }

    async function expectStored(station: string, readings: readonly string[], instance: string): Promise<void> {
      let look = 0;
      const [temperature, ...others] = await eventually(
        // Another question each time: "no such series" is remembered for ten seconds.
        () => fixture.pipeline.store.export(`weather_temperature_celsius{host_name="${station}",look!="${look++}"}`),
        (series) => series.flatMap(({ values }) => values).length >= rows,
      );
      expect(others).toEqual([]);
      // A clean stop may push the last one again.
      expect(temperature?.values.slice(0, rows)).toEqual(readings.map((row) => Number(row.split(',')[1])));
      expect(temperature?.labels).toMatchObject({
        service_name: 'weather',
        service_instance_id: instance,
        scope_name: 'weather-station',
      });
      expect(await fixture.pipeline.store.seriesCount('{host_name="somebody-else"}')).toBe(0);
    }

    const pythonNeeds = note(has.python, 'the packages of examples/python/requirements.txt');
    const inPython = (recording: string) => [python, join(examples, 'python/push.py'), recording] as const;

    test.runIf(has.python)(`Python: protobuf over HTTP${pythonNeeds}`, async () => {
      await pushes('ewr', inPython);
    });

    test.runIf(has.python)(`Python: gRPC${pythonNeeds}`, async () => {
      await pushes('ewr-by-grpc', inPython, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
    });

    test.runIf(has.go)(`Go: protobuf over HTTP, compressed${note(has.go, 'go')}`, async () => {
      await pushes('lga', (recording) => [goBinary, recording, '200ms'], { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' });
    });

    test('Node: JSON over HTTP', async () => {
      await pushes('jfk', (recording) => [process.execPath, join(examples, 'node/push.mjs'), recording]);
    });

    test.runIf(has.curl)(`curl: JSON, compressed${note(has.curl, 'curl and gzip')}`, async () => {
      await pushes('jfk-by-curl', (recording) => ['sh', join(examples, 'curl/push.sh'), recording]);
    });

    test.each(['python/push.py', 'go/main.go', 'node/push.mjs', 'curl/push.sh'])(
      '%s is under 40 lines',
      async (name) => {
        expect((await readFile(join(examples, name), 'utf8')).trimEnd().split('\n').length).toBeLessThan(40);
      },
    );
  },
);
