import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDockerClient, enginePlatform } from '../../docker/docker-client.ts';
import { tempDir } from '../temp-dir.ts';

/** A client of a docker that is this script; undefined: there is none. */
async function clientOf(script: string | undefined) {
  const bin = await tempDir();
  if (script !== undefined) {
    await writeFile(join(bin, 'docker'), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, 'docker'), 0o755);
  }
  return createDockerClient({ PATH: bin }, async () => {});
}

describe('enginePlatform', () => {
  test('is what the engine says of itself', async () => {
    expect(await enginePlatform(await clientOf('echo linux/arm64'))).toBe('linux/arm64');
  });

  test('tells how to start an engine that does not answer, and what docker said', async () => {
    const client = await clientOf('echo "Cannot connect to the Docker daemon" >&2; exit 1');
    await expect(enginePlatform(client)).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringMatching(/Cannot connect to the Docker daemon.*systemctl start docker.*usermod/s),
    });
  });

  test('tells how to come by docker where there is none', async () => {
    await expect(enginePlatform(await clientOf(undefined))).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringContaining('apt-get install docker.io'),
    });
  });
});
