import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DockerClient } from '../../docker/docker-client.ts';
import type { SensorBase } from '../../docker/image-options.ts';
import { findPlatform } from '../../docker/image-platform.ts';
import { provideSensorBase } from '../../docker/sensor-base.ts';
import { recordingProgress } from '../binaries/component-fixture.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const official = 'node:24.0.0-bookworm-slim';

/** An engine that holds `present`, pulls what `registry` says, and builds anything. */
async function provide(
  wanted: SensorBase,
  { present = '', registry = false, name = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64' },
) {
  const calls: string[] = [];
  const docker: DockerClient = {
    env: {},
    read: async () => present,
    run: async (args) => {
      calls.push(args.slice(0, args[0] === 'pull' ? 4 : 3).join(' '));
      if (args[0] === 'pull' && !registry) throw new Error('no such host');
    },
  };
  const platform = findPlatform(name);
  if (platform === undefined) throw new Error(`${name} is one of the platforms`);
  const progress = recordingProgress();
  const options = { wanted, root, platform, isForeign: false, nodeVersion: '24.0.0', modifiedSeconds: 0 };
  const base = provideSensorBase(options, { docker, progress, signal: new AbortController().signal });
  return { base, calls, progress };
}

describe('provideSensorBase', () => {
  test('uses the official image that is there without asking a registry', async () => {
    const { base, calls } = await provide({ kind: 'auto' }, { present: process.arch === 'arm64' ? 'arm64' : 'amd64' });
    expect(await base).toBe(official);
    expect(calls).toEqual([]);
  });

  test('pulls it, in place of one of another processor, too', async () => {
    const { base, calls } = await provide({ kind: 'auto' }, { present: 's390x', registry: true });
    expect(await base).toBe(official);
    expect(calls).toEqual([expect.stringMatching(/^pull --platform linux\/\w+ node:24\.0\.0-bookworm-slim$/)]);
  });

  test.runIf(process.platform === 'linux')(
    'without a registry takes the node of this machine, and says so',
    async () => {
      const { base, calls, progress } = await provide({ kind: 'auto' }, {});
      expect(await base).toBe('otel-edge/node-base:24.0.0');
      expect(calls.at(-1)).toBe('build --tag otel-edge/node-base:24.0.0');
      expect(progress.lines.join()).toMatch(
        /not to be had \(no such host\): node and its libraries come from this machine/,
      );
    },
  );

  test.runIf(process.platform === 'linux')('asks no registry when it is told to do without', async () => {
    const { base, calls } = await provide({ kind: 'scratch' }, { registry: true });
    expect(await base).toBe('otel-edge/node-base:24.0.0');
    expect(calls).toEqual(['build --tag otel-edge/node-base:24.0.0']);
  });

  test('takes no other image than the one that is named', async () => {
    const { base } = await provide({ kind: 'image', image: 'mirror.example/node:24' }, {});
    await expect(base).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining('no such host'),
    });
  });

  test('cannot make one for another processor from this machine', async () => {
    const name = process.arch === 'arm64' ? 'linux/amd64' : 'linux/arm64';
    const { base } = await provide({ kind: 'scratch' }, { name });
    await expect(base).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE' });
  });
});
