import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Component } from './component.ts';

/** The user's cache folder, as the XDG base directory specification has it (a relative path there is ignored). */
export function cacheFolder(env: NodeJS.ProcessEnv, home = homedir()): string {
  const { XDG_CACHE_HOME: xdg = '' } = env;
  return join(isAbsolute(xdg) ? xdg : join(home, '.cache'), 'otel-edge');
}

type CacheKey = Pick<Component, 'name' | 'version' | 'inputs'>;

/** A changed manifest, pin or build flag is another file: nothing has to be deleted to get what is described now. */
export function builtEntry({ name, version, inputs }: CacheKey, platform: string, arch: string): string {
  const hash = createHash('sha256');
  // The length in front keeps two inputs from being taken for one another's halves.
  for (const input of inputs) hash.update(`${input.length}:${input}`);
  return `${name}-${version}-${platform}-${arch}-${hash.digest('hex').slice(0, 12)}`;
}

/** What a project published depends on the version alone. */
export function releaseEntry({ name, version }: Omit<CacheKey, 'inputs'>, platform: string, arch: string): string {
  return `${name}-${version}-${platform}-${arch}-release`;
}
