import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { StackError } from '../stack-error.ts';
import { interpolate } from './interpolate.ts';

/** A service after merging and interpolation, still as it stands in the file. */
export type Service = Readonly<Record<string, unknown>>;

export interface ComposeProject {
  readonly name: string;
  /** Those that `docker compose up` starts: of the ones with a profile only those that are asked for. */
  readonly services: Readonly<Record<string, Service>>;
}

/**
 * What `docker compose config` would say, for as much of the format as the files of this repository use, so that it is known without Docker. A test
 * compares the two. An override may add mappings, ports and volumes, and replace single values and commands; any other list in both is refused.
 * @param files paths below `root`, later ones on top of earlier ones.
 * @param profile as `docker compose --profile` takes it.
 */
export async function readCompose(
  root: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv = {},
  profile?: string,
): Promise<ComposeProject> {
  let merged: Mapping = {};
  for (const file of files) {
    const content: unknown = parse(await readFile(join(root, file), 'utf8'), { merge: true });
    if (!isMapping(content)) throw new StackError('ERR_CONFIG', `${file}: is no mapping`);
    merged = merge(merged, content, file);
  }
  const { name, services } = merged;
  if (typeof name !== 'string' || !isMapping(services)) {
    throw new StackError('ERR_CONFIG', `${files.join(', ')}: needs name and services`);
  }
  const entries = Object.entries(services)
    .filter(([, service]) => isEnabled(service, profile))
    .map(([id, service]): [string, Service] => [id, interpolated(service, env) as Service]);
  return { name, services: Object.fromEntries(entries) };
}

type Mapping = Record<string, unknown>;

function isEnabled(service: unknown, profile: string | undefined): boolean {
  const profiles: unknown = isMapping(service) ? service['profiles'] : undefined;
  return !Array.isArray(profiles) || (profile !== undefined && profiles.includes(profile));
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// As compose does it with these.
const appended: ReadonlySet<string> = new Set(['ports', 'volumes']);
const replaced: ReadonlySet<string> = new Set(['command', 'entrypoint']);

function merge(below: Mapping, above: Mapping, path: string): Mapping {
  const result = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = below[key];
    if (Array.isArray(value) && Array.isArray(old) && appended.has(key)) {
      result[key] = [...old, ...value];
      continue;
    }
    if (Array.isArray(value) && old !== undefined && !replaced.has(key)) {
      throw new StackError('ERR_CONFIG', `${path}: ${key} is a list in both, which this reader does not merge`);
    }
    result[key] = isMapping(value) && isMapping(old) ? merge(old, value, `${path}: ${key}`) : value;
  }
  return result;
}

function interpolated(value: unknown, env: NodeJS.ProcessEnv): unknown {
  if (typeof value === 'string') return interpolate(value, env);
  if (Array.isArray(value)) return value.map((item) => interpolated(item, env));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolated(item, env)]));
}
