import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagePlatform } from './image-platform.ts';

export interface CarriedImage {
  readonly file: string;
  readonly sha256: string;
  /** The tag inside the archive, and the one that compose files name. */
  readonly savedTag: string;
  readonly tag: string;
}

/** What goes with the archives: SHA256SUMS, load.sh and a README. */
export async function writeCarryFiles(
  folder: string,
  platform: ImagePlatform,
  images: readonly CarriedImage[],
): Promise<void> {
  await writeFile(join(folder, 'SHA256SUMS'), checksums(images));
  await writeFile(join(folder, 'load.sh'), loadScript(platform, images));
  await chmod(join(folder, 'load.sh'), 0o755);
  await writeFile(join(folder, 'README'), readme(platform));
}

/** As sha256sum writes and reads it. */
export function checksums(images: readonly CarriedImage[]): string {
  return images.map(({ sha256, file }) => `${sha256}  ${file}\n`).join('');
}

/** POSIX sh and what every Docker host has: the device needs neither Node nor network. */
export function loadScript({ name, arch }: ImagePlatform, images: readonly CarriedImage[]): string {
  const loads = images.flatMap(({ file, savedTag, tag }) => [
    `docker load --input ${file}`,
    ...(savedTag === tag ? [] : [`docker tag ${savedTag} ${tag}`, `docker rmi ${savedTag} >/dev/null`]),
  ]);
  return `#!/bin/sh
# Verifies the archives beside this file and loads them into Docker. Nothing else is changed.
set -eu
cd "$(dirname "$0")"

if ! arch=$(docker version --format '{{.Server.Arch}}'); then
  echo "load.sh: Docker does not answer (started? sudo?)" >&2
  exit 69
fi
if [ "$arch" != ${arch} ]; then
  echo "load.sh: these images are for ${name}, this Docker runs linux/$arch" >&2
  exit 1
fi

sha256sum -c SHA256SUMS || {
  echo "load.sh: an archive is damaged or missing: nothing was loaded" >&2
  exit 1
}

${loads.join('\n')}
`;
}

function readme({ name }: ImagePlatform): string {
  return `Images of otel-edge for ${name}, to carry to a device without a registry.

  scp -r . DEVICE:otel-edge-images     (or a memory card)
  ssh DEVICE sh otel-edge-images/load.sh

load.sh verifies SHA256SUMS and loads each archive with docker load. Then put docker-compose.yml, its variants and the
folders that it mounts on the device, and: docker compose up -d

Grafana is not built here. Where the device cannot pull it, either leave it out (compose.lean.yaml) or carry it as well,
from a machine that can: docker pull --platform ${name} IMAGE && docker save IMAGE | gzip > grafana.tar.gz, with the
IMAGE that docker-compose.yml names; on the device: docker load --input grafana.tar.gz
`;
}
