import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCompose } from '../../compose/read-compose.ts';
import { variantFiles } from '../../limits.ts';
import { collectorCommand } from '../../native/commands.ts';
import { forwardEnvironment, parseForward, requireForwardFiles } from '../../native/forward.ts';
import { forwardFile, root } from '../contract/project.ts';
import { tempDir } from '../temp-dir.ts';

const endpoint = 'https://central.example:5318';

describe('parseForward', () => {
  test.each([{}, { STACK_FORWARD_ENDPOINT: ' ' }, { STACK_FORWARD_CA_FILE: '/ca.pem' }])('is off with %j', (env) => {
    expect(parseForward(env, [])).toBeUndefined();
  });

  test('has the files where they are named', () => {
    const problems: string[] = [];
    const env = { STACK_FORWARD_ENDPOINT: endpoint, STACK_FORWARD_HEADERS_FILE: 'h', STACK_FORWARD_CA_FILE: '/ca.pem' };
    const forward = parseForward(env, problems);
    expect(forward).toEqual({ endpoint, headersFile: join(process.cwd(), 'h'), authoritiesFile: '/ca.pem' });
    expect(problems).toEqual([]);
  });

  test.each(['central:5318', 'ftp://central', 'no url', 'https://me:hunter2@central'])('refuses %j', (raw) => {
    const problems: string[] = [];
    parseForward({ STACK_FORWARD_ENDPOINT: raw }, problems);
    expect(problems).toEqual([expect.stringContaining('STACK_FORWARD_ENDPOINT')]);
    expect(problems[0]).not.toContain('hunter2');
  });
});

test('requireForwardFiles names the variable and the file that cannot be read', async () => {
  const headersFile = join(await tempDir(), 'headers');
  const forward = { endpoint, headersFile, authoritiesFile: undefined };
  await expect(requireForwardFiles(forward)).rejects.toThrow(`STACK_FORWARD_HEADERS_FILE: ${headersFile}`);
  await writeFile(headersFile, '');
  await expect(requireForwardFiles(forward)).resolves.toBeUndefined();
});

describe('forwardEnvironment', () => {
  test('says the same as compose.forward.yaml, but for where the files are', async () => {
    const files = [...variantFiles.default, forwardFile];
    const { services } = await readCompose(root, files, { STACK_FORWARD_ENDPOINT: endpoint });
    const own = forwardEnvironment({
      endpoint,
      headersFile: '/run/secrets/central-headers',
      authoritiesFile: '/run/secrets/central-ca',
    });
    expect(services['otel-collector']?.['environment']).toMatchObject(own);
  });

  test("reaches the collector, and the user's own variables win", async () => {
    const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };
    const forward = { endpoint, headersFile: undefined, authoritiesFile: undefined };
    const options = { root, dataDir: '/data', ports, hostName: 'pi', forward };
    const { env } = await collectorCommand('/bin/otelcol', { ...options, env: { COLLECTOR_QUEUE_BYTES: '1' } });
    expect(env).toMatchObject({ COLLECTOR_CENTRAL_ENDPOINT: endpoint, COLLECTOR_QUEUE_BYTES: '1' });
    expect(env).not.toHaveProperty('COLLECTOR_CENTRAL_HEADERS_FILE');
    const { env: without } = await collectorCommand('/bin/otelcol', { ...options, env: {}, forward: undefined });
    expect(without).not.toHaveProperty('COLLECTOR_EXPORTERS');
  });
});
