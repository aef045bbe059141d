import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { variantFiles, variants } from '../../limits.ts';
import { devicesFile, forwardFile, root } from './project.ts';

const reference = /\$\{([A-Z_]+)(?::-([^{}]*))?/g;

/** Variables of all compose files with the defaults that stand there; comments do not count. */
async function variablesOfComposeFiles(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const found = new Map<string, Set<string>>();
  for (const file of new Set([...variants.flatMap((variant) => variantFiles[variant]), devicesFile, forwardFile])) {
    const text = JSON.stringify(parse(await readFile(join(root, file), 'utf8'), { merge: true }));
    for (const [, name = '', fallback = ''] of text.matchAll(reference)) {
      found.set(name, (found.get(name) ?? new Set()).add(fallback));
    }
  }
  return found;
}

/** Lines `#NAME=value`: the last of a name is its default, those before it are examples. */
async function variablesOfExample(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, '.env.example'), 'utf8');
  return new Map([...text.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
}

describe('.env.example', () => {
  test('names exactly the variables that the compose files use, and those of compose itself', async () => {
    const used = [...(await variablesOfComposeFiles()).keys()];
    expect(used.length).toBeGreaterThan(10);
    expect([...(await variablesOfExample()).keys()].sort()).toEqual([...new Set([...used, 'COMPOSE_FILE'])].sort());
  });

  test('has the default of docker-compose.yml, or nothing where unset is the default', async () => {
    const example = await variablesOfExample();
    for (const [name, fallbacks] of await variablesOfComposeFiles()) {
      const value = example.get(name) ?? '';
      if (value === '')
        expect(
          [...fallbacks].every((text) => ['', '127.0.0.1', '/dev/null'].includes(text)),
          name,
        ).toBe(true);
      else expect([...fallbacks], name).toContain(value);
    }
  });

  test('changes nothing as it is: every line is a comment', async () => {
    const lines = (await readFile(join(root, '.env.example'), 'utf8')).split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
