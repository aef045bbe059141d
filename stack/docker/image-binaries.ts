import { readCollector } from '../binaries/collector.ts';
import { readCollectorStart } from '../binaries/collector-start.ts';
import type { Component } from '../binaries/component.ts';
import { findGo } from '../binaries/go-toolchain.ts';
import { readHealth } from '../binaries/health.ts';
import { resolveBinary } from '../binaries/resolve-binary.ts';
import { readVictoriaMetrics } from '../binaries/victoria-metrics.ts';
import type { Progress } from '../progress.ts';
import { StackError } from '../stack-error.ts';
import { readElf } from './elf.ts';
import type { ImageName, ImageVersions } from './image.ts';
import type { ImagePlatform } from './image-platform.ts';

export type GoImageName = Exclude<ImageName, 'sensor'>;

/** The programs of each image, the one that gives it its version first. */
export type Components = Readonly<Record<GoImageName, readonly [Component, ...Component[]]>>;

export async function readComponents(root: string, env: NodeJS.ProcessEnv, version: string): Promise<Components> {
  const victoriametrics = await readVictoriaMetrics(root, env);
  const otelcol = await readCollector(root, env, victoriametrics.goVersion);
  return {
    victoriametrics: [victoriametrics],
    otelcol: [otelcol, await readCollectorStart(root, env, version)],
    health: [await readHealth(root, env, version)],
  };
}

export function imageVersions(components: Components, version: string): ImageVersions {
  const { health, victoriametrics, otelcol } = components;
  return {
    sensor: version,
    health: health[0].version,
    victoriametrics: victoriametrics[0].version,
    otelcol: otelcol[0].version,
  };
}

/** Path of a binary for that platform which needs nothing beside it. */
export async function imageBinary(
  component: Component,
  platform: ImagePlatform,
  deps: { readonly env: NodeJS.ProcessEnv; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<string> {
  const { path } = await resolveBinary(component, {
    ...deps,
    platform: 'linux',
    arch: platform.nodeArch,
    findGo: (needed) => findGo(needed, deps.env),
  });
  const elf = await readElf(path);
  // A variable can name anything; in the image it would only say "no such file" or "exec format error".
  const found = elf === undefined ? 'not a Linux binary' : `for ${elf.arch}, ${elf.isStatic ? 'static' : 'dynamic'}`;
  if (elf?.arch !== platform.nodeArch || !elf.isStatic) {
    const message = `${path} is ${found}: the image needs a static binary for ${platform.name} (${component.variable})`;
    throw new StackError('ERR_CONFIG', message);
  }
  return path;
}
