import { execFile } from 'node:child_process';
import type { RunCommand } from '../binaries/run-command.ts';
import { StackError } from '../stack-error.ts';

export interface DockerClient {
  /** For what takes time: output goes line by line to `onLine` and to the log of a failure. */
  run(args: readonly string[], onLine?: (line: string) => void): Promise<void>;
  /** Standard output of a command that is quick. */
  read(args: readonly string[]): Promise<string>;
  readonly env: NodeJS.ProcessEnv;
}

/** A quick command failed; the message is what docker said. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
}

// A busy device's engine answers in seconds; one that hangs must not hang this, too.
const quickMillis = 60_000;

export function createDockerClient(env: NodeJS.ProcessEnv, run: RunCommand): DockerClient {
  const cwd = process.cwd();
  return {
    env,
    run: (args, onLine) => run('docker', args, { cwd, env, ...(onLine === undefined ? {} : { onLine }) }),
    read: (args) =>
      new Promise((resolve, reject) => {
        const options = { env, cwd, timeout: quickMillis, maxBuffer: 16_000_000 };
        execFile('docker', [...args], options, (error, stdout, stderr) => {
          if (error === null) resolve(stdout.trim());
          else if (error.code === 'ENOENT') reject(new StackError('ERR_UNAVAILABLE', noDocker));
          else reject(new DockerError(stderr.trim() || error.message, { cause: error }));
        });
      }),
  };
}

/** `linux/arm64` of the engine, which need not be this machine. */
export async function enginePlatform(docker: Pick<DockerClient, 'read'>): Promise<string> {
  try {
    return await docker.read(['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}']);
  } catch (error) {
    if (error instanceof StackError) throw error;
    throw new StackError('ERR_UNAVAILABLE', noEngine(error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
}

const noDocker = `there is no docker on PATH. Any one of these helps:
  - Debian 12, Raspberry Pi OS: sudo apt-get install docker.io iptables (or Docker's own packages, docs.docker.com/engine/install)
  - npm start runs the same components without Docker`;

function noEngine(answer: string): string {
  return `the Docker engine does not answer:
  ${answer.split('\n').at(-1) ?? ''}
Any one of these helps:
  - start it: sudo systemctl start docker; without systemd: sudo dockerd, in a terminal of its own
  - permission denied: sudo usermod -aG docker $USER, then log in again (members of that group are as good as root)
  - DOCKER_HOST or docker context names an engine elsewhere: see that it is reachable`;
}
