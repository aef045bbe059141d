import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCollector } from '../../binaries/collector.ts';
import { parseGoMod, readVictoriaMetrics } from '../../binaries/victoria-metrics.ts';
import { tempDir } from '../temp-dir.ts';

const root = join(import.meta.dirname, '..', '..', '..');

async function rootWithManifest(manifest: string): Promise<string> {
  const folder = await tempDir();
  await mkdir(join(folder, 'otel-collector'));
  await writeFile(join(folder, 'otel-collector', 'manifest.yaml'), manifest);
  return folder;
}

describe('readCollector', () => {
  test('takes the version of the repository from its manifest, which is part of the cache key', async () => {
    const collector = await readCollector(root, {}, '1.26.0');
    expect(collector.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(collector.inputs[0]).toContain(`version: ${collector.version}`);
  });

  test.each(['', 'dist: {}', 'dist: {version: 1.2}', 'dist: {version: latest}'])('refuses %j', async (manifest) => {
    await expect(readCollector(await rootWithManifest(manifest), {}, '1.26.0')).rejects.toMatchObject({
      code: 'ERR_CONFIG',
    });
  });
});

describe('readVictoriaMetrics', () => {
  test('makes go.mod and go.sum of the repository part of the cache key', async () => {
    const { inputs, version } = await readVictoriaMetrics(root, {});
    expect(inputs[0]).toContain(`github.com/VictoriaMetrics/VictoriaMetrics v${version}`);
    expect(inputs[1]).toContain('h1:');
  });
});

describe('parseGoMod', () => {
  test.each([
    'go 1.26.3\nrequire github.com/VictoriaMetrics/VictoriaMetrics v1.143.0\n',
    'go 1.26.3\nrequire (\n\tgithub.com/VictoriaMetrics/VictoriaMetrics v1.143.0\n)\n',
  ])('reads both forms of require: %j', (text) => {
    expect(parseGoMod(text, 'go.mod')).toEqual({ version: '1.143.0', goVersion: '1.26.3' });
  });

  test.each(['', 'go 1.26.3\n', 'require github.com/VictoriaMetrics/VictoriaMetrics v1.143.0\n'])(
    'refuses %j',
    (text) => {
      expect(() => parseGoMod(text, 'go.mod')).toThrow(expect.objectContaining({ code: 'ERR_CONFIG' }));
    },
  );
});
