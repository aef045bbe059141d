import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFlags } from '../../../sensor/build.ts';
import { goImageEntries, sensorEntries } from '../../docker/image-inputs.ts';
import { findPlatform } from '../../docker/image-platform.ts';
import { pinnedNodeVersion } from '../../docker/local-node-base.ts';
import { officialBase } from '../../docker/sensor-base.ts';

const root = join(import.meta.dirname, '..', '..', '..');

const folders = { health: 'health', victoriametrics: 'victoriametrics', otelcol: 'otel-collector', sensor: 'sensor' };

function entriesOf(name: keyof typeof folders) {
  return name === 'sensor'
    ? sensorEntries(root, 'sensor.mjs', ['budget.mjs'])
    : goImageEntries(name, root, ['binary', 'start']);
}

const dockerfile = (name: keyof typeof folders) => readFile(join(root, folders[name], 'Dockerfile'), 'utf8');

/** The arguments of one kind of instruction, in order. */
function instructions(text: string, keyword: string): string[] {
  return [...text.matchAll(new RegExp(`^${keyword} (.+)$`, 'gm'))].map(([, rest = '']) => rest);
}

describe.each(['health', 'victoriametrics', 'otelcol', 'sensor'] as const)('the image %s', (name) => {
  test('ends on scratch, runs as 10001 and starts without a shell', async () => {
    const text = await dockerfile(name);
    expect(instructions(text, 'FROM').at(-1)).toBe('scratch');
    expect(instructions(text, 'USER')).toEqual(['10001:10001']);
    expect(instructions(text, 'ENTRYPOINT')).toEqual([expect.stringMatching(/^\["\/.+"\]$/)]);
    expect(instructions(text, 'RUN')).toEqual([]);
  });

  test('copies exactly what its context holds', async () => {
    const copies = instructions(await dockerfile(name), 'COPY').filter((rest) => !rest.startsWith('--from='));
    const sources = copies.map((rest) => rest.split(' ').filter((word) => !word.startsWith('--'))[0]);
    const inContext = (await entriesOf(name)).map(({ path }) => path.split('/')[0]);
    expect(new Set(sources)).toEqual(new Set(inContext.filter((path) => path !== 'Dockerfile')));
  });

  test('has mount points of its user and nothing else that this user could change', async () => {
    const empty = (await entriesOf(name)).filter((entry) => 'isFolder' in entry).map(({ path }) => path);
    const owned = instructions(await dockerfile(name), 'COPY').filter((rest) => rest.includes('--chown'));
    const expected = empty.filter((path) => !path.startsWith('var/')).map((path) => ['--chown=10001:10001', path]);
    expect(owned.map((rest) => rest.split(' ').slice(0, 2))).toEqual(expected);
    // The folders above them exist before, and are root's.
    const above = owned.map((rest) => dirname(rest.split(' ').at(-1) ?? '').slice(1));
    const made = empty.filter((path) => path.startsWith('var/'));
    expect(above.filter((path) => !made.some((folder) => folder === path || folder.startsWith(`${path}/`)))).toEqual(
      [],
    );
  });

  test('starts with a file that differs between platforms, before any ARG, so that the classic builder keeps them apart', async () => {
    const text = await dockerfile(name);
    const last = text.slice(text.lastIndexOf('FROM scratch'));
    const [, first] = [...last.matchAll(/^(?!#)\S.*$/gm)].map(([line]) => line);
    expect(first).toMatch(/^COPY (--from=base |health |victoria-metrics |otelcol-edge )/);
  });
});

describe('the image sensor', () => {
  test('starts node with the flags that the service is measured with', async () => {
    const expected = ['/usr/local/bin/node', ...nodeFlags, '/app/sensor.mjs'];
    expect(JSON.parse(instructions(await dockerfile('sensor'), 'ENTRYPOINT')[0] ?? '')).toEqual(expected);
  });

  test('has the pinned node from the official image and the libraries of amd64 unless told otherwise', async () => {
    const { triplet, loader, loaderFolder } = findPlatform('linux/amd64')?.libraries ?? {};
    expect(instructions(await dockerfile('sensor'), 'ARG')).toEqual([
      `BASE_IMAGE=${officialBase(await pinnedNodeVersion(root))}`,
      `LIBRARIES=${triplet}`,
      `LOADER=${loader}`,
      `LOADER_FOLDER=${loaderFolder}`,
    ]);
  });
});

test('authorities are in the collector image, in PEM', async () => {
  const roots = goImageEntries('otelcol', root, ['binary', 'start']).find(({ path }) => path === 'ca-certificates.crt');
  const text = roots !== undefined && 'text' in roots ? roots.text : '';
  expect(text.match(/^-----BEGIN CERTIFICATE-----$/gm)?.length).toBeGreaterThan(100);
});
