import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { GoImageName } from './image-binaries.ts';
import type { ContextEntry } from './image-context.ts';

/** What goes into each image beside its binary; the Dockerfiles say where. */
export function goImageEntries(name: GoImageName, root: string, binary: string): readonly ContextEntry[] {
  switch (name) {
    case 'health':
      return [
        ...commonEntries(root, 'health'),
        { path: 'health', from: binary, isExecutable: true },
        { path: 'var/lib/otelcol', isFolder: true },
        { path: 'queue', isFolder: true },
        { path: 'data', isFolder: true },
      ];
    case 'victoriametrics':
      return [
        ...commonEntries(root, 'victoriametrics'),
        { path: 'victoria-metrics', from: binary, isExecutable: true },
        { path: 'relabel.yaml', from: join(root, 'victoriametrics', 'relabel.yaml') },
        { path: 'var/lib', isFolder: true },
        { path: 'data', isFolder: true },
      ];
    case 'otelcol':
      return [
        ...commonEntries(root, 'otel-collector'),
        { path: 'otelcol-edge', from: binary, isExecutable: true },
        { path: 'config.yaml', from: join(root, 'otel-collector', 'config.yaml') },
        // Mozilla's, as the pinned Node carries them: the same whatever the machine that builds has in /etc/ssl.
        { path: 'ca-certificates.crt', text: `${rootCertificates.join('\n')}\n` },
        { path: 'var/lib/otelcol', isFolder: true },
        { path: 'queue', isFolder: true },
      ];
  }
}

/** `bundle` is the built sensor.mjs; the licences of what is in it lie beside it. */
export async function sensorEntries(root: string, bundle: string): Promise<readonly ContextEntry[]> {
  const recordings = await readdir(join(root, 'sensor', 'recordings'));
  return [
    ...commonEntries(root, 'sensor'),
    { path: 'sensor.mjs', from: bundle },
    { path: 'licenses/sensor.mjs.LEGAL.txt', from: `${bundle}.LEGAL.txt` },
    ...(await nodeLicence(root)),
    ...recordings.sort().map((name) => ({
      path: join('recordings', name),
      from: join(root, 'sensor', 'recordings', name),
    })),
    { path: 'var/lib', isFolder: true },
    { path: 'spool', isFolder: true },
  ];
}

function commonEntries(root: string, folder: string): readonly ContextEntry[] {
  return [
    { path: 'Dockerfile', from: join(root, folder, 'Dockerfile') },
    { path: 'licenses/LICENSE', from: join(root, 'LICENSE') },
  ];
}

/** npm's package `node` brings the one for this machine; the text is the same for each. */
async function nodeLicence(root: string): Promise<readonly ContextEntry[]> {
  const folder = join(root, 'node_modules', 'node', 'node_modules');
  const names = await readdir(folder).catch(() => []);
  const name = names.find((entry) => /^node-(linux|darwin)/.test(entry));
  return name === undefined ? [] : [{ path: 'licenses/node', from: join(folder, name, 'LICENSE') }];
}
