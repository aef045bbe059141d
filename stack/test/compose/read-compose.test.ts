import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCompose } from '../../compose/read-compose.ts';
import { tempDir } from '../temp-dir.ts';

const base = `
name: test
x-shared: &shared {read_only: true, restart: always}
services:
  store:
    <<: *shared
    restart: no
    mem_limit: \${MEMORY:-48m}
    environment: {A: '1', B: '1'}
  view: {image: view}
`;

async function read(files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) {
  const root = await tempDir();
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
  return readCompose(root, Object.keys(files), env);
}

describe('readCompose', () => {
  test('resolves anchors, in which the own value wins, and variables', async () => {
    expect(await read({ 'a.yml': base }, { MEMORY: '64m' })).toEqual({
      name: 'test',
      services: {
        store: { read_only: true, restart: 'no', mem_limit: '64m', environment: { A: '1', B: '1' } },
        view: { image: 'view' },
      },
    });
  });

  test('merges an override: values are replaced, mappings added to', async () => {
    const over = 'services: {store: {mem_limit: 96m, environment: {B: "2"}}}';
    const { services } = await read({ 'a.yml': base, 'b.yml': over });
    expect(services['store']).toMatchObject({ mem_limit: '96m', environment: { A: '1', B: '2' }, restart: 'no' });
  });

  test('leaves out what has a profile', async () => {
    const { services } = await read({ 'a.yml': base, 'b.yml': 'services: {view: {profiles: [view]}}' });
    expect(Object.keys(services)).toEqual(['store']);
  });

  test('appends ports and volumes, and replaces a command, as compose does', async () => {
    const list = (item: string) =>
      `name: t\nservices: {store: {ports: [${item}], volumes: [${item}], command: [${item}]}}`;
    const { services } = await read({ 'a.yml': list('a'), 'b.yml': list('b') });
    expect(services['store']).toEqual({ ports: ['a', 'b'], volumes: ['a', 'b'], command: ['b'] });
  });

  test('refuses any other list on top of a list, which compose merges in its own ways', async () => {
    const list = 'name: t\nservices: {store: {networks: [a]}}';
    await expect(read({ 'a.yml': list, 'b.yml': list })).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });

  test.each(['[]', 'name: t', 'services: {}'])('refuses %j, which is no project', async (text) => {
    await expect(read({ 'a.yml': text })).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });
});
