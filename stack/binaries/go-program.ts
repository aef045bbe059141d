import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../stack-error.ts';
import { inStep } from './build-context.ts';
import type { Component } from './component.ts';
import { buildFlags, goEnvironment } from './go-build.ts';

/** A Go program of this repository, all of it in one folder; `version` is the repository's own. */
export async function readGoProgram(
  { name, variable, folder, version }: Pick<Component, 'name' | 'variable' | 'version'> & { readonly folder: string },
  env: NodeJS.ProcessEnv,
): Promise<Component> {
  const names = (await readdir(folder)).filter((file) => /^go\.(mod|sum)$|(?<!_test)\.go$/.test(file)).sort();
  const sources = await Promise.all(
    names.map(async (file) => `${file}\n${await readFile(join(folder, file), 'utf8')}`),
  );
  const goVersion = /^go (\d+\.\d+(?:\.\d+)?)\s*$/m.exec(sources.join('\n'))?.[1];
  if (goVersion === undefined) throw new StackError('ERR_CONFIG', `${join(folder, 'go.mod')}: needs a "go" line`);
  return {
    name,
    variable,
    version,
    goVersion,
    inputs: [...sources, buildFlags.join(' ')],
    release: undefined,
    build: async ({ outFile, progress, run, target }) => {
      await inStep(progress.step(`${name} ${version}: compiling`), (onLine) =>
        run('go', ['build', ...buildFlags, '-v', '-o', outFile, '.'], {
          cwd: folder,
          env: goEnvironment(env, target),
          onLine,
        }),
      );
    },
  };
}
