import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import { inStep } from './build-context.ts';
import type { Component } from './component.ts';
import { buildFlags, goEnvironment } from './go-build.ts';

/** The health service of this repository; `version` is the repository's own. */
export async function readHealth(root: string, env: NodeJS.ProcessEnv, version: string): Promise<Component> {
  const folder = join(root, 'health');
  const names = (await readdir(folder)).filter((name) => /^go\.mod$|(?<!_test)\.go$/.test(name)).sort();
  const sources = await Promise.all(
    names.map(async (name) => `${name}\n${await readFile(join(folder, name), 'utf8')}`),
  );
  const goVersion = /^go (\d+\.\d+(?:\.\d+)?)\s*$/m.exec(sources.join('\n'))?.[1];
  if (goVersion === undefined) throw new StackError('ERR_CONFIG', `${join(folder, 'go.mod')}: needs a "go" line`);
  return {
    name: 'health',
    variable: 'HEALTH_BIN',
    version,
    goVersion,
    inputs: [...sources, buildFlags.join(' ')],
    release: undefined,
    build: async ({ outFile, progress, run, target }) => {
      await inStep(progress.step(`health ${version}: compiling`), (onLine) =>
        run('go', ['build', ...buildFlags, '-v', '-o', outFile, '.'], {
          cwd: folder,
          env: goEnvironment(env, target),
          onLine,
        }),
      );
    },
  };
}
