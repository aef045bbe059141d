import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { containerTools } from '../../docker/tool-bundles.ts';
import { readTools, root } from './project.ts';

describe('the tools of docker compose --profile tools', () => {
  test('are those that are in the image, each with a command of npm', async () => {
    expect(Object.keys(await readTools()).sort()).toEqual([...containerTools].sort());
    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { scripts: object };
    for (const name of containerTools) expect(scripts).toHaveProperty(name, `node stack/${name}.ts`);
  });

  test('run once, within a limit, with no capability, a read-only root and nothing of the host that they could write', async () => {
    for (const [id, file] of Object.entries(await readTools())) {
      expect(file.restart, id).toBe('no');
      expect(file.image, id).toMatch(/^otel-edge\/sensor:/);
      expect(file.entrypoint?.at(-1), id).toBe(`/app/${id}.mjs`);
      expect(file.mem_limit, id).toBe('72m');
      expect(file.memswap_limit, id).toBe('72m');
      expect(file.cap_drop, id).toEqual(['ALL']);
      expect(file.security_opt, id).toContain('no-new-privileges:true');
      expect([file.read_only, file.privileged, file.cap_add, file.pid], id).toEqual([
        true,
        undefined,
        undefined,
        undefined,
      ]);
      expect(file.volumes?.length, id).toBeGreaterThan(0);
      for (const volume of file.volumes ?? []) expect(volume, id).toMatch(/:ro$/);
    }
  });
});
