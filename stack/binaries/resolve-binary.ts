import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../progress.ts';
import { errorText, StackError } from '../stack-error.ts';
import { builtEntry, cacheFolder, releaseEntry } from './cache.ts';
import type { Component, ComponentName } from './component.ts';
import type { GoToolchain } from './go-toolchain.ts';
import { installRelease } from './install-release.ts';
import { isExecutable } from './is-executable.ts';
import { publish } from './publish.ts';
import { defaultReleasesUrl, releaseTarget } from './release.ts';
import { CommandError, createRunCommand } from './run-command.ts';

export interface Binary {
  readonly component: ComponentName;
  /** The pinned version; of a binary that a variable names, nothing is known. */
  readonly version: string;
  readonly path: string;
  readonly origin: 'variable' | 'cache' | 'built' | 'downloaded';
}

export interface ResolveDeps {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: string;
  readonly arch: string;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  findGo(neededVersion: string): Promise<GoToolchain>;
  /** Replaces the 30 s of silence after which a download is given up, for tests. */
  readonly downloadIdleMillis?: number;
}

// 2 to 5 minutes on two desktop cores; a small board needs far longer, and one that hangs must end some time.
const buildTimeoutMillis = 3_600_000;

/** The variable, the cache, a build, a release: the first that there is. */
export async function resolveBinary(component: Component, deps: ResolveDeps): Promise<Binary> {
  const found = (path: string, origin: Binary['origin'], version = component.version): Binary => {
    return { component: component.name, version, path, origin };
  };
  const own = deps.env[component.variable]?.trim();
  if (own) return found(await requireExecutable(own, component.variable), 'variable', `(${component.variable})`);

  const cache = cacheFolder(deps.env);
  const built = join(cache, builtEntry(component, deps.platform, deps.arch));
  if (await isExecutable(built)) return found(built, 'cache');
  const failures: string[] = [];
  const go = await deps.findGo(component.goVersion);
  if (!go.usable) failures.push(`not built: ${go.reason}`);
  else if (await attempt('build', failures, deps, () => build(component, built, go.version, deps))) {
    return found(built, 'built');
  }

  if (component.release === undefined) throw new StackError('ERR_UNAVAILABLE', waysOut(component, failures));
  const released = join(cache, releaseEntry(component, deps.platform, deps.arch));
  if (await isExecutable(released)) return found(released, 'cache');
  if (await attempt('download', failures, deps, () => fetchRelease(component, released, deps))) {
    return found(released, 'downloaded');
  }
  throw new StackError('ERR_UNAVAILABLE', waysOut(component, failures));
}

async function requireExecutable(path: string, variable: string): Promise<string> {
  if (await isExecutable(path)) return path;
  throw new StackError('ERR_CONFIG', `${variable} must name an executable file, got ${JSON.stringify(path)}`);
}

/** A failure is kept for the one message at the end; an interruption is no failure. */
async function attempt(
  what: string,
  failures: string[],
  deps: ResolveDeps,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (deps.signal.aborted) throw new StackError('ERR_INTERRUPTED', `interrupted during the ${what}`);
    const log = error instanceof CommandError ? [...error.lastLines, `whole log: ${error.logFile}`] : [];
    failures.push([`${what} failed: ${errorText(error)}`, ...log].join('\n      '));
    return false;
  }
}

async function build(component: Component, entry: string, goVersion: string, deps: ResolveDeps): Promise<void> {
  deps.progress.note(
    `${component.name} ${component.version} is not in the cache: building it, once, with go ${goVersion}`,
  );
  await make(component, entry, deps, async (context) => component.build(context));
}

async function fetchRelease(component: Component, entry: string, deps: ResolveDeps): Promise<void> {
  const target = releaseTarget(deps.platform, deps.arch);
  if (target === undefined) throw new Error(`no release for ${deps.platform} ${deps.arch}`);
  const { STACK_RELEASES_URL: ownUrl } = deps.env;
  const releasesUrl = ownUrl?.trim() || defaultReleasesUrl;
  const idle = deps.downloadIdleMillis === undefined ? {} : { idleMillis: deps.downloadIdleMillis };
  await make(component, entry, deps, (context) =>
    installRelease(component, context, { releasesUrl, target, signal: deps.signal, ...idle }),
  );
}

async function make(
  component: Component,
  entry: string,
  deps: ResolveDeps,
  work: (context: Parameters<Component['build']>[0]) => Promise<void>,
): Promise<void> {
  const logFile = `${entry}.log`;
  const { env, progress, signal } = deps;
  const onWait = (processId: number): void =>
    progress.note(`${component.name} is already being made by process ${processId}: waiting for it`);
  const write = async (folder: string, outFile: string): Promise<void> => {
    await rm(logFile, { force: true });
    const run = createRunCommand({ logFile, timeoutMillis: buildTimeoutMillis, signal });
    await work({ folder, outFile, env, target: { platform: deps.platform, arch: deps.arch }, progress, run });
    // Only the log of a failure is worth keeping.
    await rm(logFile, { force: true });
  };
  await publish(entry, write, { signal, onWait });
}

function waysOut(component: Component, failures: readonly string[]): string {
  return [
    `${component.name} ${component.version} is needed and could not be had:`,
    ...failures.map((failure) => `  - ${failure}`),
    'Any one of these helps:',
    `  - install Go >= ${component.goVersion} and have it on PATH (go.dev/dl), it is then built from its pinned source`,
    `  - set ${component.variable} to the path of a binary of that version`,
    ...(component.release === undefined ? [] : mirrorHint),
  ].join('\n');
}

const mirrorHint: readonly string[] = [
  `  - set STACK_RELEASES_URL to a mirror of ${defaultReleasesUrl} that this machine reaches`,
  '    (behind a proxy: NODE_USE_ENV_PROXY=1 and HTTPS_PROXY)',
];
