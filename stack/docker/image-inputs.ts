import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { GoImageName } from './image-binaries.ts';
import type { ContextEntry } from './image-context.ts';

// In the order of `readComponents`.
const programs: Readonly<Record<GoImageName, readonly string[]>> = {
  health: ['health'],
  victoriametrics: ['victoria-metrics'],
  otelcol: ['otelcol-edge', 'otelcol-start'],
};

/** What goes into each image; the Dockerfiles say where. `files` are its programs. */
export function goImageEntries(name: GoImageName, root: string, files: readonly string[]): readonly ContextEntry[] {
  return [...programEntries(name, files), ...otherEntries(name, root)];
}

function programEntries(name: GoImageName, files: readonly string[]): readonly ContextEntry[] {
  return programs[name].map((path, index) => ({ path, from: files[index] ?? '', isExecutable: true }));
}

function otherEntries(name: GoImageName, root: string): readonly ContextEntry[] {
  switch (name) {
    case 'health':
      return [
        ...commonEntries(root, 'health'),
        { path: 'var/lib/otelcol', isFolder: true },
        { path: 'queue', isFolder: true },
        { path: 'data', isFolder: true },
      ];
    case 'victoriametrics':
      return [
        ...commonEntries(root, 'victoriametrics'),
        { path: 'relabel.yaml', from: join(root, 'victoriametrics', 'relabel.yaml') },
        { path: 'var/lib', isFolder: true },
        { path: 'data', isFolder: true },
      ];
    case 'otelcol':
      return [
        ...commonEntries(root, 'otel-collector'),
        { path: 'config.yaml', from: join(root, 'otel-collector', 'config.yaml') },
        // Mozilla's, as the pinned Node carries them: the same whatever the machine that builds has in /etc/ssl.
        { path: 'ca-certificates.crt', text: `${rootCertificates.join('\n')}\n` },
        { path: 'var/lib/otelcol', isFolder: true },
        { path: 'queue', isFolder: true },
      ];
  }
}

/** `bundle` is the built sensor.mjs, `tools` are bundles as well; the licences of what is in each lie beside it. */
export async function sensorEntries(
  root: string,
  bundle: string,
  tools: readonly string[],
): Promise<readonly ContextEntry[]> {
  const recordings = await readdir(join(root, 'sensor', 'recordings'));
  return [
    ...commonEntries(root, 'sensor'),
    ...[bundle, ...tools].flatMap((file) => [
      { path: join('bundles', basename(file)), from: file },
      { path: `licenses/${basename(file)}.LEGAL.txt`, from: `${file}.LEGAL.txt` },
    ]),
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
