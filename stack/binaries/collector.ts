import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { StackError } from '../stack-error.ts';
import { type BuildContext, inStep } from './build-context.ts';
import type { Component } from './component.ts';
import { buildFlags, goEnvironment } from './go-build.ts';
import { collectorRelease } from './release.ts';

/** The collector as otel-collector/manifest.yaml describes it; its version is read there and stands nowhere else. */
export async function readCollector(root: string, env: NodeJS.ProcessEnv, goVersion: string): Promise<Component> {
  const path = join(root, 'otel-collector', 'manifest.yaml');
  const manifest = await readFile(path, 'utf8');
  const version: unknown = parse(manifest)?.dist?.version;
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new StackError('ERR_CONFIG', `${path}: dist.version must be like 1.2.3, found ${JSON.stringify(version)}`);
  }
  return {
    name: 'otelcol-edge',
    variable: 'OTELCOL_BIN',
    version,
    goVersion,
    inputs: [manifest, buildFlags.join(' ')],
    release: collectorRelease(version),
    build: (context) => build(context, { manifest, version, env }),
  };
}

interface Source {
  readonly manifest: string;
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The builder only generates and resolves: the compiler is run from here, where its output can be shown as it comes. */
async function build(context: BuildContext, { manifest, version, env }: Source): Promise<void> {
  const { folder, progress, run } = context;
  const sources = join(folder, 'sources');
  // The text that the cache key was made from, whatever happens to the file meanwhile.
  const manifestFile = join(folder, 'manifest.yaml');
  await writeFile(manifestFile, manifest);
  const builderModule = `go.opentelemetry.io/collector/cmd/builder@v${version}`;
  // The builder makes an unused folder in TMPDIR each time: there it goes with the rest. It runs here, whatever the target.
  const settings = { cwd: folder, env: { ...goEnvironment(env), GOBIN: folder, TMPDIR: folder } };
  const compiling = { cwd: sources, env: { ...goEnvironment(env, context.target), TMPDIR: folder } };
  const step = (index: number, title: string) => progress.step(`otelcol-edge ${version}: ${title}`, { index, of: 3 });
  await inStep(step(1, 'building its builder'), (onLine) =>
    run('go', ['install', ...buildFlags, '-v', builderModule], { ...settings, onLine }),
  );
  const builderArgs = ['--config', manifestFile, '--output-path', sources, '--skip-compilation', '--verbose'];
  await inStep(step(2, 'resolving its Go modules'), (onLine) =>
    run(join(folder, 'builder'), builderArgs, { ...settings, onLine }),
  );
  await inStep(step(3, 'compiling'), (onLine) =>
    run('go', ['build', ...buildFlags, '-v', '-o', context.outFile, '.'], { ...compiling, onLine }),
  );
}
