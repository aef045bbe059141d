import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writePrivate } from '../../access/write-private.ts';
import { openssl } from '../../certs/openssl.ts';
import { authorityOf, runCerts, serverFile } from '../../certs/run-certs.ts';
import { tempDir } from '../temp-dir.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { metricBody } from './otlp-body.ts';
import { eventually, stored, withoutBinaries, writeSteadyRecording } from './pipeline.ts';
import { startSteadyPushes } from './steady-pushes.ts';

const options = { help: false, json: false, renew: false, names: undefined };

describe.skipIf(withoutBinaries)('TLS for other devices [needs collector and VictoriaMetrics]', () => {
  let fixture: DevicesFixture;
  let token: string;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
    token = await fixture.add('greenhouse');
    await fixture.startCollector();
  });
  afterAll(() => fixture?.close());

  /** 200, another status, or why there was no connection. */
  const outcome = () =>
    fixture.push(token, metricBody('tls', 1)).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);

  test('a certificate that has ended is refused by devices; the renewed one is there without a restart or a lost push', async () => {
    const { access } = fixture.port;
    const steady = startSteadyPushes((value, agent) => fixture.push(token, metricBody('steady', value), { agent }));
    expect(await outcome()).toBe(200);
    await replaceByExpired(fixture);
    await eventually(outcome, (seen) => seen === 'CERT_HAS_EXPIRED');

    const result = await runCerts(options, { access, detected: ['elsewhere'], now: Date.now });
    expect(result).toMatchObject({ renewed: 'expiry', isNewAuthority: false, names: ['localhost', '127.0.0.1'] });
    await eventually(outcome, (seen) => seen === 200);

    const statuses = await steady.stop();
    expect(statuses.length).toBeGreaterThan(20);
    expect(new Set(statuses)).toEqual(new Set([200]));
    await stored(fixture.pipeline.store, 'steady', statuses.length);
  });

  test("this project's own sensor pushes with nothing but the standard variables", async () => {
    const { pipeline, port } = fixture;
    await pipeline.start('sensor', {
      SENSOR_SOURCE: `replay:${await writeSteadyRecording(pipeline.folder, 21, 40)}`,
      OTEL_METRIC_EXPORT_INTERVAL: '1000',
      OTEL_EXPORTER_OTLP_ENDPOINT: `https://127.0.0.1:${port.httpPort}`,
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(port.access.authority, 'authority.pem'),
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}`,
    });
    await stored(pipeline.store, 'sensor_temperature_celsius');
    const [temperature] = await pipeline.store.query('sensor_temperature_celsius');
    expect(temperature?.value).toBe(21);
    expect(temperature?.labels).toMatchObject({
      host_name: 'greenhouse',
      service_name: 'sensor',
      service_instance_id: 'test',
    });
  });
});

/** By the same authority and for the same names, but of yesterday. */
async function replaceByExpired({ port: { access } }: DevicesFixture): Promise<void> {
  const folder = await tempDir();
  const key = join(folder, 'key');
  const request = join(folder, 'request');
  const certificate = join(folder, 'certificate');
  const { certificate: authority, key: authorityKey } = authorityOf(access);
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', key];
  await openssl('req', '-new', ...newKey, '-subj', '/CN=test', '-addext', names, '-out', request);
  const signed = ['-in', request, '-CA', authority, '-CAkey', authorityKey, '-copy_extensions', 'copyall'];
  await openssl('x509', '-req', ...signed, '-days', '-1', '-out', certificate);
  await writePrivate(serverFile(access), (await readFile(key, 'utf8')) + (await readFile(certificate, 'utf8')));
}
