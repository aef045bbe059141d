import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseBytes } from '../../compose/bytes.ts';
import { limitsOf, readLimits, readServiceLimits, variantFiles, variants } from '../../limits.ts';
import { readVariant, root, type ServiceFile } from './project.ts';

const mebibyte = 1024 ** 2;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe('readLimits', () => {
  test('finds the services of each variant', async () => {
    const limits = await readLimits(root);
    expect(Object.keys(limits.default).sort()).toEqual([
      'grafana',
      'health',
      'otel-collector',
      'sensor',
      'victoriametrics',
    ]);
    for (const variant of ['lean', 'hub'] as const) {
      expect(Object.keys(limits[variant]).sort()).toEqual(['health', 'otel-collector', 'sensor', 'victoriametrics']);
    }
  });

  test.each(variants)('sums up to no more than 300 MB: %s', async (variant) => {
    const memory = Object.values((await readLimits(root))[variant]).map(({ memoryBytes }) => memoryBytes);
    expect(memory.length).toBeGreaterThanOrEqual(4);
    expect(sum(memory)).toBeLessThanOrEqual(300 * mebibyte);
  });

  test('says in the file what each variant sums up to', async () => {
    const limits = await readLimits(root);
    const example = await readFile(join(root, '.env.example'), 'utf8');
    for (const variant of variants) {
      const total = sum(Object.values(limits[variant]).map(({ memoryBytes }) => memoryBytes)) / mebibyte;
      expect(example).toMatch(new RegExp(`^#   ${variantFiles[variant].join(':')} +${total} MB `, 'm'));
      const own = await readFile(join(root, variantFiles[variant].at(-1) ?? ''), 'utf8');
      expect(own).toContain(`${total} MB`);
    }
  });
});

describe('limitsOf', () => {
  test.each([{ cpus: 1 }, { mem_limit: '8m' }, { mem_limit: 8, cpus: 1 }])(
    'refuses a service with only %j',
    (service) => {
      expect(() => limitsOf({ name: 't', services: { store: service } })).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG' }),
      );
    },
  );
});

describe('readServiceLimits', () => {
  test('knows one service, and says so when there is none of that name', async () => {
    expect((await readServiceLimits(root, 'otel-collector')).goMemoryLimit).toMatch(/^\d+MiB$/);
    await expect(readServiceLimits(root, 'nobody')).rejects.toMatchObject({ code: 'ERR_CONFIG' });
  });
});

describe.each(variants)('memory of the variant %s', (variant) => {
  test('forbids swap, and reserves less than the limit', async () => {
    for (const [id, { mem_limit: limit = '', memswap_limit, mem_reservation = '' }] of Object.entries(
      await readVariant(variant),
    )) {
      expect(memswap_limit, id).toBe(limit);
      expect(parseBytes(mem_reservation), id).toBeGreaterThan(0);
      expect(parseBytes(mem_reservation), id).toBeLessThan(parseBytes(limit));
    }
  });

  test('gives Go 80 % of the limit of collector and Grafana, in whole MiB', async () => {
    const services = await readVariant(variant);
    const tested = ['otel-collector', 'grafana'].filter((id) => id in services);
    expect(tested).toContain('otel-collector');
    for (const id of tested) {
      const { mem_limit = '', environment } = services[id] as ServiceFile;
      expect(environment?.['GOMEMLIMIT'], id).toBe(`${Math.floor((parseBytes(mem_limit) / mebibyte) * 0.8)}MiB`);
    }
  });

  test('keeps the heaps of what is written in Go free of huge pages, which some kernels give unasked', async () => {
    const services = await readVariant(variant);
    const flags = parseEnv(await readFile(join(root, 'victoriametrics', 'flags.env'), 'utf8'));
    expect(flags['GODEBUG']).toBe('disablethp=1');
    for (const id of ['health', 'otel-collector'])
      expect(services[id]?.environment?.['GODEBUG'], id).toBe('disablethp=1');
  });

  test('lets the collector refuse data before its Go runtime is at its own limit', async () => {
    const { environment, mem_limit = '' } = (await readVariant(variant))['otel-collector'] as ServiceFile;
    const heap = Number(environment?.['COLLECTOR_MEMORY_LIMIT_MIB']);
    expect(heap).toBe(Math.round((parseBytes(mem_limit) / mebibyte) * 0.6));
    expect(heap * mebibyte).toBeLessThan(parseBytes(`${environment?.['GOMEMLIMIT']}`));
  });

  test('gives VictoriaMetrics bounds that fit its limit', async () => {
    const { environment, mem_limit = '' } = (await readVariant(variant))['victoriametrics'] as ServiceFile;
    const flags = parseEnv(await readFile(join(root, 'victoriametrics', 'flags.env'), 'utf8'));
    const bound = (name: string) => parseBytes(`${environment?.[name] ?? flags[name]}`);
    const limit = parseBytes(mem_limit);
    expect(bound('GOMEMLIMIT')).toBe(Math.floor((limit / mebibyte) * 0.55) * mebibyte);
    const queries = Number(flags['VM_search_maxConcurrentRequests']) * bound('VM_search_maxMemoryPerQuery');
    expect(bound('VM_memory_allowedBytes') + queries).toBeLessThan(bound('GOMEMLIMIT'));
  });
});
