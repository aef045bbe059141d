import { join } from 'node:path';
import { createDockerEngine } from '../../docker/docker-engine.ts';
import type { Surroundings } from '../../doctor/surroundings.ts';
import { startFakeEngine } from '../fake-engine.ts';
import { tempDir } from '../temp-dir.ts';

export interface FakeSurroundings {
  /** Of the engine, by path; undefined: there is no engine. */
  readonly engineAnswers?: Readonly<Record<string, () => unknown>>;
  readonly env?: NodeJS.ProcessEnv;
  readonly projectFolder?: string;
  /** Standard output by command line; others are missing. */
  readonly commands?: Readonly<Record<string, string>>;
  readonly isInside?: boolean;
  readonly roots?: Partial<Pick<Surroundings, 'procRoot' | 'sysRoot' | 'runRoot' | 'cgroupRoot'>>;
}

/** Nothing of the machine that the test runs on is seen but loopback and folders that the test names. */
export async function fakeSurroundings(fake: FakeSurroundings = {}): Promise<Surroundings> {
  const { engineAnswers, env = {}, projectFolder, commands = {}, isInside = false, roots } = fake;
  const empty = await tempDir();
  const dockerHost =
    engineAnswers === undefined ? `unix://${join(empty, 'none')}` : await startFakeEngine(engineAnswers);
  return {
    env,
    engine: createDockerEngine({ DOCKER_HOST: dockerHost }),
    projectFolder: projectFolder ?? empty,
    isInside,
    procRoot: empty,
    sysRoot: empty,
    runRoot: empty,
    cgroupRoot: empty,
    ...roots,
    now: Date.now,
    async run(file, args) {
      const output = commands[[file, ...args].join(' ')];
      if (output === undefined) throw new Error(`${file}: not found`);
      return output;
    },
  };
}
