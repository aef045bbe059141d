import { execFile } from 'node:child_process';
import { defaultCgroupRoot } from '../cgroup/find-cgroup.ts';
import type { DockerEngine } from '../docker/docker-engine.ts';

/** Everything outside that is looked at, so that a test can put a fault there. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly engine: DockerEngine;
  /** The folder with docker-compose.yml and .env. */
  readonly projectFolder: string;
  /** In a container on the stack's networks: services are reached by their names, the machine's loopback is not. */
  readonly isInside: boolean;
  readonly procRoot: string;
  readonly sysRoot: string;
  readonly runRoot: string;
  readonly cgroupRoot: string;
  /** Standard output of a command that is quick; rejects where it is missing or fails. */
  run(file: string, args: readonly string[]): Promise<string>;
  now(): number;
}

// They answer at once, or hang on a bus that nobody serves.
const commandTimeoutMillis = 5_000;

export function realSurroundings(
  own: Pick<Surroundings, 'env' | 'engine' | 'projectFolder' | 'isInside'>,
): Surroundings {
  return {
    ...own,
    procRoot: '/proc',
    sysRoot: '/sys',
    runRoot: '/run',
    cgroupRoot: defaultCgroupRoot,
    now: Date.now,
    run: (file, args) =>
      new Promise((resolve, reject) => {
        execFile(file, [...args], { env: own.env, timeout: commandTimeoutMillis }, (error, stdout) => {
          if (error === null) resolve(stdout.trim());
          else reject(error);
        });
      }),
  };
}
