import { request } from 'node:http';
import { StackError } from '../stack-error.ts';

/** Docker's HTTP API, read only: no client program is needed. */
export interface DockerEngine {
  /** @param path without a version: the engine answers with its own newest. */
  get(path: string): Promise<unknown>;
}

/** The engine answered, but with another status than 200. */
export class DockerEngineError extends Error {
  override readonly name = 'DockerEngineError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Address = { readonly socketPath: string } | { readonly host: string; readonly port: number };

const defaultSocket = '/var/run/docker.sock';
// A busy device's engine answers in seconds; one that hangs must not hang this, too.
const timeoutMillis = 15_000;

export function createDockerEngine(env: NodeJS.ProcessEnv): DockerEngine {
  const { DOCKER_HOST: dockerHost } = env;
  const address = engineAddress(dockerHost);
  const where = 'socketPath' in address ? address.socketPath : `${address.host}:${address.port}`;
  return {
    async get(path) {
      const { status, body } = await ask(address, path).catch((error: unknown) => {
        throw unreachable(where, error);
      });
      if (status !== 200) throw new DockerEngineError(status, `${path}: HTTP ${status}: ${body.slice(0, 300)}`);
      return JSON.parse(body) as unknown;
    },
  };
}

/** As the docker client reads it, without what needs a client of its own (ssh, TLS). */
export function engineAddress(dockerHost: string | undefined): Address {
  const text = dockerHost?.trim() ?? '';
  if (text === '') return { socketPath: defaultSocket };
  if (text.startsWith('unix://')) return { socketPath: text.slice('unix://'.length) };
  const [, host, port] = /^(?:tcp|http):\/\/([^/:]+|\[[^\]]+\]):(\d+)\/?$/.exec(text) ?? [];
  if (host === undefined) {
    throw new StackError(
      'ERR_UNAVAILABLE',
      `DOCKER_HOST must be unix://PATH or tcp://HOST:PORT here, got ${JSON.stringify(text)}`,
    );
  }
  return { host: host.replace(/^\[(.*)\]$/, '$1'), port: Number(port) };
}

function ask(address: Address, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...address, path, headers: { Host: 'docker' }, timeout: timeoutMillis }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    asking.on('timeout', () => asking.destroy(new Error(`no answer within ${timeoutMillis / 1000} s`)));
    asking.on('error', reject);
    asking.end();
  });
}

const remedies: Readonly<Record<string, string>> = {
  ENOENT: 'there is no Docker here, or it is not running: sudo systemctl start docker (without systemd: sudo dockerd)',
  ECONNREFUSED: 'Docker is not running: sudo systemctl start docker (without systemd: sudo dockerd)',
  EACCES: 'this user may not talk to Docker: sudo, or sudo usermod -aG docker $USER and log in again',
};

function unreachable(where: string, error: unknown): StackError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new StackError(
    'ERR_UNAVAILABLE',
    `the Docker engine cannot be reached at ${where}: ${message}\n${
      remedies[code] ?? 'see that it is running, and that DOCKER_HOST names it'
    }`,
    { cause: error },
  );
}
