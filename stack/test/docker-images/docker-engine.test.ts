import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createDockerEngine, engineAddress } from '../../docker/docker-engine.ts';
import { startFakeEngine } from '../fake-engine.ts';
import { tempDir } from '../temp-dir.ts';

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

  test('takes the beginning of an answer that never ends, and the whole of a short one', async () => {
    const endless = createServer((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    const socket = join(await tempDir(), 'endless.sock');
    await new Promise<void>((resolve) => endless.listen(socket, resolve));
    onTestFinished(() => void endless.close());
    const engine = createDockerEngine({ DOCKER_HOST: `unix://${socket}` });
    expect((await engine.first('/archive', 512)).toString()).toBe('x'.repeat(512));

    const short = createDockerEngine({ DOCKER_HOST: await startFakeEngine({ '/short': () => Buffer.from('ab') }) });
    expect((await short.first('/short', 512)).toString()).toBe('ab');
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
