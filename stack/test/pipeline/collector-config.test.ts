import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { binaries, root, withoutBinaries } from './pipeline.ts';

const run = promisify(execFile);

describe.skipIf(withoutBinaries)('otel-collector/config.yaml [needs the collector]', () => {
  test('is accepted by the built collector', async () => {
    const { collector } = await binaries();
    await expect(
      run(collector.path, ['validate', '--config', join(root, 'otel-collector/config.yaml')]),
    ).resolves.toBeDefined();
  });

  test('would be refused with a component that the build does not have', async () => {
    const { collector } = await binaries();
    const unknown = [
      '--config',
      join(root, 'otel-collector/config.yaml'),
      '--config',
      'yaml:receivers::nosuch::endpoint: x',
    ];
    await expect(run(collector.path, ['validate', ...unknown])).rejects.toThrow(/nosuch/);
  });
});
