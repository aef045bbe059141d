import { describe, expect, test } from 'vitest';
import { parseStackConfig } from '../../native/stack-config.ts';

describe('parseStackConfig', () => {
  test.each([
    [{}, '/repo/data'],
    [{ STACK_DATA_DIR: ' ' }, '/repo/data'],
    [{ STACK_DATA_DIR: '/elsewhere' }, '/elsewhere'],
  ])('keeps data, for %j, in %s', (env, dataDir) => {
    expect(parseStackConfig('/repo', env).dataDir).toBe(dataDir);
  });

  test('tells every fault in one message', () => {
    const env = { STACK_SENSOR_PORT: 'x', STACK_HEALTH_PORT: '-1', STACK_RELEASES_URL: 'mirror.example' };
    for (const name of Object.keys(env)) {
      expect(() => parseStackConfig('/repo', env)).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG', message: expect.stringContaining(name) }),
      );
    }
  });
});
