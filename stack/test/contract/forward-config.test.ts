import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readCompose } from '../../compose/read-compose.ts';
import { variantFiles, variants } from '../../limits.ts';
import { devicesFile, forwardFile, root, type ServiceFile } from './project.ts';

const run = promisify(execFile);
const env = { STACK_FORWARD_ENDPOINT: 'https://central.example:5318' };
const hasCompose = await run('docker', ['compose', 'version', '--short']).then(
  () => true,
  () => false,
);

const orders = variants.flatMap((variant) => [
  { variant, on: [forwardFile] },
  { variant, on: [devicesFile, forwardFile] },
  { variant, on: [forwardFile, devicesFile] },
]);

async function collectorOf(files: readonly string[]): Promise<ServiceFile> {
  return ((await readCompose(root, files, env)).services['otel-collector'] ?? {}) as ServiceFile;
}

describe.each(orders)('$variant with $on', ({ variant, on }) => {
  const files = [...variantFiles[variant], ...on];

  test('forwards, keeps to the memory of the variant, and opens what the other file opens', async () => {
    const collector = await collectorOf(files);
    const plain = await collectorOf([...variantFiles[variant], ...on.filter((file) => file !== forwardFile)]);
    expect(collector.environment).toMatchObject({
      COLLECTOR_EXPORTERS: '[otlp_http/victoriametrics, otlp_http/central]',
      COLLECTOR_CENTRAL_ENDPOINT: env.STACK_FORWARD_ENDPOINT,
    });
    for (const key of ['command', 'mem_limit', 'ports', 'networks'] as const)
      expect(collector[key]).toEqual(plain[key]);
    expect(collector.command?.includes('--config=/etc/otelcol/devices.yaml')).toBe(on.includes(devicesFile));
  });

  test.skipIf(!hasCompose)('is for docker compose what it is for this project (needs the compose plugin)', async () => {
    const arguments_ = files.flatMap((file) => ['-f', file]);
    const { stdout } = await run(
      'docker',
      ['compose', '--env-file', '/dev/null', ...arguments_, 'config', '--format', 'json'],
      {
        cwd: root,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      },
    );
    const { 'otel-collector': theirs } = (JSON.parse(stdout) as { services: Record<string, ServiceFile> }).services;
    const { command, environment } = await collectorOf(files);
    expect(theirs?.command).toEqual(command);
    expect(theirs?.environment).toMatchObject(environment ?? {});
  });
});

describe('compose.forward.yaml', () => {
  test('wants an address', async () => {
    await expect(readCompose(root, [...variantFiles.default, forwardFile], {})).rejects.toThrow(
      /STACK_FORWARD_ENDPOINT/,
    );
  });

  test('hands files on, and no secret', async () => {
    const headers = { STACK_FORWARD_HEADERS_FILE: '/etc/headers' };
    const { services } = await readCompose(root, [...variantFiles.default, forwardFile], { ...env, ...headers });
    const { environment = {}, volumes = [] } = services['otel-collector'] as ServiceFile;
    expect(volumes.at(-2)).toBe(`/etc/headers:${environment['COLLECTOR_CENTRAL_HEADERS_FILE']}:ro`);
    expect(volumes.at(-1)).toMatchObject({ target: environment['COLLECTOR_CENTRAL_CA_FILE'], read_only: true });
    expect((await collectorOf([...variantFiles.default, forwardFile])).volumes?.at(-2)).toMatch(/^\/dev\/null:/);
  });
});

describe('the queue of otlp_http/central', async () => {
  const text = await readFile(join(root, 'otel-collector/config.yaml'), 'utf8');
  const { exporters, service } = parse(text);
  const fallback = (value: string) => Number(/:-(\d+)\}$/.exec(value)?.[1]);

  test('and the one of the store are together what the memory carries', async () => {
    const { environment = {} } = await collectorOf([...variantFiles.default, forwardFile]);
    const whole = fallback(exporters['otlp_http/victoriametrics'].sending_queue.queue_size);
    expect(whole).toBe(64 * 1024 ** 2);
    expect(Number(environment['COLLECTOR_QUEUE_BYTES']) + Number(environment['COLLECTOR_CENTRAL_QUEUE_BYTES'])).toBe(
      whole,
    );
    expect(fallback(exporters['otlp_http/central'].sending_queue.queue_size)).toBe(
      Number(environment['COLLECTOR_CENTRAL_QUEUE_BYTES']),
    );
  });

  test('is on disk, is tried for ever, refuses when full, and sends what the port for devices takes', async () => {
    const { sending_queue, retry_on_failure } = exporters['otlp_http/central'];
    expect(sending_queue).toMatchObject({ storage: 'file_storage/queue', block_on_overflow: false, num_consumers: 1 });
    expect(retry_on_failure.max_elapsed_time).toBe('0s');
    const devices = parse(await readFile(join(root, 'otel-collector/devices.yaml'), 'utf8'));
    const most = devices.receivers['otlp/devices'].protocols.http.max_request_body_size;
    expect(sending_queue.batch.max_size).toBeLessThan(most);
  });

  test('is of no pipeline until COLLECTOR_EXPORTERS names it', () => {
    const used = Object.values(service.pipelines as Record<string, { exporters: string }>).map((own) => own.exporters);
    expect(used).toHaveLength(2);
    for (const exporters of used)
      expect(exporters).toMatch(/\{env:COLLECTOR_EXPORTERS:-\[otlp_http\/victoriametrics\]\}$/);
  });
});
