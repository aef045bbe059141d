import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import { inStep } from './build-context.ts';
import type { Component } from './component.ts';
import { buildFlags, goEnvironment } from './go-build.ts';
import { victoriaMetricsRelease } from './release.ts';

const modulePath = 'github.com/VictoriaMetrics/VictoriaMetrics';

/** VictoriaMetrics as victoriametrics/go.mod pins it; its version and the least Go are read there and stand nowhere else. */
export async function readVictoriaMetrics(root: string, env: NodeJS.ProcessEnv): Promise<Component> {
  const folder = join(root, 'victoriametrics');
  const [goMod, goSum] = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(folder, name), 'utf8')));
  const { version, goVersion } = parseGoMod(goMod ?? '', join(folder, 'go.mod'));
  const flags = withVersion(version);
  return {
    name: 'victoria-metrics',
    variable: 'VICTORIAMETRICS_BIN',
    version,
    goVersion,
    inputs: [goMod ?? '', goSum ?? '', flags.join(' ')],
    release: victoriaMetricsRelease(version),
    build: async ({ outFile, progress, run, target }) => {
      const args = ['build', ...flags, '-v', '-o', outFile, `${modulePath}/app/victoria-metrics`];
      await inStep(progress.step(`victoria-metrics ${version}: compiling`), (onLine) =>
        run('go', args, { cwd: folder, env: goEnvironment(env, target), onLine }),
      );
    },
  };
}

/** Without it the binary reports no version, neither with --version nor in its own metrics. */
function withVersion(version: string): readonly string[] {
  return buildFlags.map((flag) =>
    flag === '-s -w' ? `${flag} -X ${modulePath}/lib/buildinfo.Version=victoria-metrics-v${version}` : flag,
  );
}

export function parseGoMod(text: string, path: string): { version: string; goVersion: string } {
  const version = /^\s*(?:require\s+)?github\.com\/VictoriaMetrics\/VictoriaMetrics v(\d+\.\d+\.\d+)\b/m.exec(
    text,
  )?.[1];
  const goVersion = /^go (\d+\.\d+(?:\.\d+)?)\s*$/m.exec(text)?.[1];
  if (version === undefined || goVersion === undefined) {
    throw new StackError('ERR_CONFIG', `${path}: needs a "go" line and a required version of ${modulePath}`);
  }
  return { version, goVersion };
}
