import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createDockerEngine, engineAddress } from '../../budget/docker-engine.ts';
import { tempDir } from '../temp-dir.ts';
import { startFakeEngine } from './fake-engine.ts';

describe('engineAddress', () => {
  test.each([
    [undefined, { socketPath: '/var/run/docker.sock' }],
    ['', { socketPath: '/var/run/docker.sock' }],
    ['unix:///run/user/1000/docker.sock', { socketPath: '/run/user/1000/docker.sock' }],
    ['tcp://device:2375', { host: 'device', port: 2375 }],
    ['tcp://[::1]:2375/', { host: '::1', port: 2375 }],
  ])('reads %j', (dockerHost, address) => {
    expect(engineAddress(dockerHost)).toEqual(address);
  });

  test.each(['ssh://device', 'tcp://device', 'npipe:////./pipe/docker_engine'])('refuses %s', (dockerHost) => {
    expect(() => engineAddress(dockerHost)).toThrow(expect.objectContaining({ code: 'ERR_UNAVAILABLE' }));
  });
});

describe('createDockerEngine', () => {
  test('reads JSON over a unix socket', async () => {
    const engine = createDockerEngine({ DOCKER_HOST: await startFakeEngine({ '/version': () => ({ Version: '1' }) }) });
    expect(await engine.get('/version')).toEqual({ Version: '1' });
  });

  test('tells another status by its number', async () => {
    const engine = createDockerEngine({ DOCKER_HOST: await startFakeEngine({}) });
    await expect(engine.get('/nothing')).rejects.toMatchObject({ name: 'DockerEngineError', status: 404 });
  });

  test('says what to do where there is no engine', async () => {
    const engine = createDockerEngine({ DOCKER_HOST: `unix://${join(await tempDir(), 'no.sock')}` });
    await expect(engine.get('/version')).rejects.toMatchObject({
      code: 'ERR_UNAVAILABLE',
      message: expect.stringMatching(/ENOENT[\s\S]*systemctl start docker/),
    });
  });
});
