import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readCollector } from '../binaries/collector.ts';
import { readVictoriaMetrics } from '../binaries/victoria-metrics.ts';

/** What a figure was taken on, so that another one can be compared with it. No names and no paths of the machine. */
export interface Conditions {
  readonly date: string;
  readonly command: string;
  /** Null outside a repository with a commit; `-dirty` where files differed from it. */
  readonly commit: string | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly kernel: string;
  readonly cpu: { readonly model: string; readonly count: number };
  readonly memoryMegabytes: number;
  /** Of the last minute before: other work on the machine shows here. */
  readonly loadAverageBefore: number;
}

const packages = [
  'koa',
  '@koa/router',
  '@opentelemetry/api',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/otlp-transformer',
];

export async function readConditions(root: string, command: string): Promise<Conditions> {
  const versions = await Promise.all(packages.map(async (name) => [name, await versionOf(root, name)] as const));
  return {
    date: new Date().toISOString(),
    command,
    commit: await commit(root),
    versions: { node: process.versions.node, ...Object.fromEntries(versions), ...(await pinnedVersions(root)) },
    kernel: `${type()} ${release()} ${arch()}`,
    cpu: { model: cpus()[0]?.model ?? 'unknown', count: cpus().length },
    memoryMegabytes: Math.round(totalmem() / 1e6),
    loadAverageBefore: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

/** Where the pinned ones stand; what was measured was built from them, unless a variable named another binary. */
async function pinnedVersions(root: string): Promise<Readonly<Record<'collector' | 'victoriametrics', string>>> {
  const victoriaMetrics = await readVictoriaMetrics(root, process.env);
  const collector = await readCollector(root, process.env, victoriaMetrics.goVersion);
  return { collector: collector.version, victoriametrics: victoriaMetrics.version };
}

async function versionOf(root: string, name: string): Promise<string> {
  const manifest = await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

async function commit(root: string): Promise<string | null> {
  try {
    const git = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: root })).stdout.trim();
    const head = await git('rev-parse', '--verify', 'HEAD');
    return (await git('status', '--porcelain')) === '' ? head : `${head}-dirty`;
  } catch {
    return null;
  }
}
