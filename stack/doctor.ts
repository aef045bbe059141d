/** `npm run doctor`: what is wrong with this device or the stack on it, and what to do. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createDockerEngine } from './docker/docker-engine.ts';
import { doctorHelp } from './doctor/doctor-help.ts';
import { parseDoctorOptions } from './doctor/doctor-options.ts';
import { runDoctor } from './doctor/run-doctor.ts';
import { realSurroundings } from './doctor/surroundings.ts';
import { exitCodeOf } from './exit-code.ts';

process.exitCode = await exitCodeOf('npm run doctor', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  // `npm run doctor | head` closes the pipe: no reason for a stack trace.
  process.stdout.on('error', () => process.exit(0));
  const { env } = process;
  const options = parseDoctorOptions(args, env);
  if (options.help) {
    process.stdout.write(doctorHelp);
    return 0;
  }
  const surroundings = realSurroundings({
    env,
    engine: createDockerEngine(env),
    projectFolder: resolve(options.projectFolder ?? ownFolder()),
    isInside: options.isInside,
  });
  return await runDoctor(options, { surroundings, output: process.stdout, errorOutput: process.stderr });
}

/** The repository; for the bundle in an image the current folder. */
function ownFolder(): string {
  const repository = join(import.meta.dirname, '..');
  return existsSync(join(repository, 'docker-compose.yml')) ? repository : process.cwd();
}
