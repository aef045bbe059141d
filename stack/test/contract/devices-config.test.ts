import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './project.ts';

interface CollectorConfig {
  readonly receivers: Readonly<Record<string, { readonly protocols?: Readonly<Record<string, Protocol>> }>>;
  readonly processors: Readonly<Record<string, { readonly error_mode?: string }>>;
  readonly exporters: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: Readonly<Record<string, Readonly<Record<'receivers' | 'processors' | 'exporters', string[]>>>>;
  };
}

interface Protocol {
  readonly tls?: Readonly<Record<string, string>>;
  readonly auth?: { readonly authenticator: string };
  readonly include_metadata?: boolean;
  readonly max_request_body_size?: number;
}

const read = async (name: string) =>
  parse(await readFile(join(root, 'otel-collector', name), 'utf8')) as CollectorConfig;
const config = await read('config.yaml');
const devices = await read('devices.yaml');

describe('otel-collector/devices.yaml', () => {
  test('adds the authenticator to the extensions of config.yaml and leaves none of them out', () => {
    expect(devices.service.extensions).toEqual([...config.service.extensions, 'bearertokenauth/devices']);
  });

  test('adds components and pipelines of its own and changes none of config.yaml', () => {
    const names = ({ receivers, processors, exporters, service }: CollectorConfig) =>
      [receivers, processors, exporters, service.pipelines].flatMap((group) => Object.keys(group));
    expect(names(devices).filter((name) => names(config).includes(name))).toEqual([]);
  });

  test.each(['http', 'grpc'])('has TLS and a credential, over %s', (protocol) => {
    const own = devices.receivers['otlp/devices']?.protocols?.[protocol];
    expect(own).toMatchObject({ auth: { authenticator: 'bearertokenauth/devices' }, include_metadata: true });
    expect(own?.tls).toMatchObject({ min_version: '1.2', reload_interval: expect.stringMatching(/^\d+s$/) });
    // One file: a renewal is one rename.
    expect(own?.tls?.['cert_file']).toBe(own?.tls?.['key_file']);
  });

  test('stamps, or refuses', () => {
    expect(devices.service.pipelines['metrics/devices']?.processors).toEqual(['memory_limiter', 'transform/devices']);
    expect(devices.processors['transform/devices']?.error_mode).toBe('propagate');
  });

  test('keeps the headers out of the queue: they end at the hop over loopback, which holds nothing back itself', () => {
    expect(devices.service.pipelines['metrics/devices']?.exporters).toEqual(['otlp_http/devices']);
    expect(devices.exporters['otlp_http/devices']).toMatchObject({
      sending_queue: { enabled: false },
      retry_on_failure: { enabled: false },
    });
    expect(config.receivers['otlp']?.protocols?.['http']?.include_metadata).toBeUndefined();
  });

  test('takes half of what the port on loopback takes, so that what is stamped still fits there', () => {
    const limit = ({ receivers }: CollectorConfig, id: string) =>
      receivers[id]?.protocols?.['http']?.max_request_body_size ?? Number.NaN;
    expect(limit(devices, 'otlp/devices') * 2).toBeLessThanOrEqual(limit(config, 'otlp'));
  });
});
