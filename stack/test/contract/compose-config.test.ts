import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readCompose } from '../../compose/read-compose.ts';
import { limitsOf, type Variant, variantFiles, variants } from '../../limits.ts';
import { root } from './project.ts';

const run = promisify(execFile);

// No daemon is needed for this, only the plugin; and an .env of the person who runs the tests must not count.
const hasCompose = await run('docker', ['compose', 'version', '--short']).then(
  () => true,
  () => false,
);

interface ConfigOfCompose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image: string;
        readonly mem_limit: string;
        readonly memswap_limit: string;
        readonly cpus: number;
        readonly environment?: Readonly<Record<string, string>>;
      }
    >
  >;
}

async function config(variant: Variant): Promise<ConfigOfCompose> {
  const files = variantFiles[variant].flatMap((file) => ['-f', file]);
  const { stdout } = await run(
    'docker',
    ['compose', '--env-file', '/dev/null', ...files, 'config', '--format', 'json'],
    {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    },
  );
  return JSON.parse(stdout) as ConfigOfCompose;
}

describe.skipIf(!hasCompose)('docker compose config (needs the compose plugin)', () => {
  test.each(variants)('says what readCompose says: %s', async (variant) => {
    const { services } = await config(variant);
    const own = await readCompose(root, variantFiles[variant]);
    expect(Object.keys(services).sort()).toEqual(Object.keys(own.services).sort());
    for (const [id, { memoryBytes, cpus }] of Object.entries(limitsOf(own))) {
      expect(services[id]?.image).toBe(own.services[id]?.['image']);
      expect(services[id]).toMatchObject({ mem_limit: `${memoryBytes}`, memswap_limit: `${memoryBytes}`, cpus });
      // Compose adds what comes from env_file; ours must be in it unchanged.
      const environment = Object.entries((own.services[id]?.['environment'] ?? {}) as Record<string, unknown>);
      expect(services[id]?.environment ?? {}).toMatchObject(
        Object.fromEntries(environment.map(([name, value]) => [name, `${value}`])),
      );
    }
  });
});
