import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findPrometheus, prometheusConfig } from '../../../bench/baseline/prometheus.ts';
import { tempDir } from '../../temp-dir.ts';

describe('findPrometheus', () => {
  test('finds the one on PATH and its version', async () => {
    const folder = await tempDir();
    const path = join(folder, 'prometheus');
    await writeFile(path, '#!/bin/sh\necho "prometheus, version 2.42.0+ds (branch: x)"\n');
    await chmod(path, 0o755);
    expect(await findPrometheus(`/nowhere:${folder}`)).toEqual({ path, version: '2.42.0+ds' });
  });
  test('says what to install where there is none', async () => {
    const error = await findPrometheus(await tempDir()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining('apt-get install prometheus'),
    });
  });
});

test('the job scrapes as often as asked, and its timeout is left to the global 10 s: above the interval it would be refused', () => {
  expect(parse(prometheusConfig({ target: '198.18.0.2:8000', intervalSeconds: 5 }))).toEqual({
    global: { scrape_interval: '15s', scrape_timeout: '10s' },
    scrape_configs: [{ job_name: 'sensor', scrape_interval: '5s', static_configs: [{ targets: ['198.18.0.2:8000'] }] }],
  });
});
