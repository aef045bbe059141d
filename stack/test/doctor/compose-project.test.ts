import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readExpectedServices } from '../../doctor/gather/compose-project.ts';
import { tempDir } from '../temp-dir.ts';

const base = `name: x
services:
  sensor:
    image: s
    environment: {SENSOR_HTTP_TOKEN_FILE: '\${BIND:+/run/token}'}
    ports: ['\${BIND:-127.0.0.1}:8000:8000']
`;
const more = 'services: {grafana: {image: g}}\n';

async function projectWith(dotEnv: string | undefined) {
  const folder = await tempDir();
  await writeFile(join(folder, 'docker-compose.yml'), base);
  await writeFile(join(folder, 'more.yaml'), more);
  if (dotEnv !== undefined) await writeFile(join(folder, '.env'), dotEnv);
  return folder;
}

describe('readExpectedServices', () => {
  const namesOf = async (folder: string, env = {}, labels = {}) =>
    (await readExpectedServices({ projectFolder: folder, env }, labels)).map(({ name }) => name);

  test('takes docker-compose.yml, or what COMPOSE_FILE names in .env or the shell', async () => {
    expect(await namesOf(await projectWith(undefined))).toEqual(['sensor']);
    const folder = await projectWith('COMPOSE_FILE=docker-compose.yml:more.yaml\n');
    expect(await namesOf(folder)).toEqual(['sensor', 'grafana']);
    expect(await namesOf(folder, { COMPOSE_FILE: 'docker-compose.yml' })).toEqual(['sensor']);
  });

  test('takes the files that the containers were made from, wherever the folder was then', async () => {
    const labels = {
      'com.docker.compose.project.working_dir': '/home/pi/edge',
      'com.docker.compose.project.config_files': '/home/pi/edge/docker-compose.yml,/home/pi/edge/more.yaml',
    };
    expect(await namesOf(await projectWith(undefined), {}, labels)).toEqual(['sensor', 'grafana']);
  });

  test('knows which ports are opened, and whether they ask for a token', async () => {
    const read = async (dotEnv: string) =>
      (await readExpectedServices({ projectFolder: await projectWith(dotEnv), env: {} }))[0]?.bindings;
    expect(await read('')).toMatchObject([
      { hostAddress: '127.0.0.1', hostPort: 8000, hasToken: false, hasTls: false },
    ]);
    expect(await read('BIND=0.0.0.0\n')).toMatchObject([{ hostAddress: '0.0.0.0', hasToken: true }]);
  });
});
