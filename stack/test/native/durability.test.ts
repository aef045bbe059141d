import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectorCommand, sensorCommand, victoriaMetricsCommand } from '../../native/commands.ts';
import { durabilityProfiles, withDurability } from '../../native/durability.ts';
import { parseStackConfig } from '../../native/stack-config.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('DURABILITY', () => {
  test('takes the names of the files in durability/, which docker compose reads', async () => {
    const files = (await readdir(join(root, 'durability'))).filter((name) => name.endsWith('.env'));
    expect(files.sort()).toEqual(durabilityProfiles.map((name) => `${name}.env`).sort());
  });

  test.each([undefined, '', ' ', 'safe'])('is safe for %j', async (DURABILITY) => {
    expect(await withDurability(root, { DURABILITY })).toMatchObject({ COLLECTOR_QUEUE_FSYNC: 'true' });
  });

  test('sets the same things in every profile, each of them differently', async () => {
    const [safe = {}, flash = {}] = await Promise.all(
      durabilityProfiles.map(async (name) => {
        const { DURABILITY: _name, ...settings } = await withDurability(root, { DURABILITY: name });
        return settings;
      }),
    );
    expect(Object.keys(flash).sort()).toEqual(Object.keys(safe).sort());
    for (const name of Object.keys(safe)) expect(flash[name], name).not.toBe(safe[name]);
  });

  test('is refused with the allowed names before anything starts', () => {
    expect(() => parseStackConfig('/repo', { DURABILITY: 'fast' })).toThrow(
      expect.objectContaining({ code: 'ERR_CONFIG', message: expect.stringContaining('safe, flash-friendly') }),
    );
  });

  test('reaches each component, and loses to a variable of its own', async () => {
    const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };
    const environments = async (own: NodeJS.ProcessEnv) => {
      const env = await withDurability(root, { DURABILITY: 'flash-friendly', ...own });
      const options = { root, dataDir: '/data', ports, env, hostName: 'pi' };
      return {
        ...(await collectorCommand('/bin/otelcol', options)).env,
        ...(await victoriaMetricsCommand('/bin/vm', options)).env,
        ...sensorCommand('sensor.mjs', options).env,
      };
    };
    const profile = {
      VM_inmemoryDataFlushInterval: '60s',
      COLLECTOR_QUEUE_FSYNC: 'false',
      SENSOR_SPOOL_FSYNC: 'false',
    };
    expect(await environments({})).toMatchObject(profile);
    const own = {
      VM_inmemoryDataFlushInterval: '7s',
      COLLECTOR_QUEUE_FSYNC: 'true',
      SENSOR_SPOOL_FSYNC: 'true',
    };
    expect(await environments(own)).toMatchObject(own);
  });
});
