import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CarriedImage, writeCarryFiles } from '../../docker/carry-files.ts';
import { findPlatform } from '../../docker/image-platform.ts';
import { tempDir } from '../temp-dir.ts';

const platform = findPlatform('linux/arm64');
if (platform === undefined) throw new Error('linux/arm64 is one of the platforms');

/** Two archives with what goes with them, and a docker that notes what it is told. */
async function carried(engineArch = 'arm64') {
  const folder = await tempDir();
  const images: CarriedImage[] = [];
  for (const name of ['health', 'otelcol']) {
    const file = `${name}-1.2.3-arm64.tar.gz`;
    await writeFile(join(folder, file), name);
    const sha256 = createHash('sha256').update(name).digest('hex');
    images.push({ file, sha256, savedTag: `otel-edge/${name}:1.2.3-arm64`, tag: `otel-edge/${name}:1.2.3` });
  }
  if (platform === undefined) throw new Error('unreachable');
  await writeCarryFiles(folder, platform, images);
  const bin = await tempDir();
  const log = join(bin, 'calls');
  await writeFile(log, '');
  const answer = engineArch === '' ? 'exit 1' : `echo ${engineArch}`;
  await writeFile(
    join(bin, 'docker'),
    `#!/bin/sh\nif [ "$1" = version ]; then ${answer}; exit; fi\necho "$*" >> ${log}\n`,
  );
  await chmod(join(bin, 'docker'), 0o755);
  return { folder, bin, calls: () => readFile(log, 'utf8') };
}

/** Runs load.sh from elsewhere, as `ssh DEVICE sh FOLDER/load.sh` does. */
function load({ folder, bin }: { folder: string; bin: string }): Promise<number> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    const child = execFile('sh', [join(folder, 'load.sh')], { cwd: '/', env: { PATH: `${bin}:${PATH}` } });
    child.once('close', (code) => resolve(code ?? -1));
  });
}

describe('load.sh', () => {
  test('loads every archive and gives it the tag that compose files name', async () => {
    const there = await carried();
    expect(await load(there)).toBe(0);
    expect((await there.calls()).trim().split('\n')).toEqual([
      'load --input health-1.2.3-arm64.tar.gz',
      'tag otel-edge/health:1.2.3-arm64 otel-edge/health:1.2.3',
      'rmi otel-edge/health:1.2.3-arm64',
      'load --input otelcol-1.2.3-arm64.tar.gz',
      'tag otel-edge/otelcol:1.2.3-arm64 otel-edge/otelcol:1.2.3',
      'rmi otel-edge/otelcol:1.2.3-arm64',
    ]);
  });

  test('loads nothing at all when one archive is damaged', async () => {
    const there = await carried();
    await writeFile(join(there.folder, 'otelcol-1.2.3-arm64.tar.gz'), 'otelcoI');
    expect(await load(there)).toBe(1);
    expect(await there.calls()).toBe('');
  });

  test('loads nothing into an engine of another processor', async () => {
    const there = await carried('amd64');
    expect(await load(there)).toBe(1);
    expect(await there.calls()).toBe('');
  });

  test('says so when Docker does not answer', async () => {
    const there = await carried('');
    expect(await load(there)).toBe(69);
  });
});
