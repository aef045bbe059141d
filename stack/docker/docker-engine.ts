import { request } from 'node:http';
import { StackError } from '../stack-error.ts';

/** Docker's HTTP API, read only: no client program is needed. */
export interface DockerEngine {
  /** @param path without a version: the engine answers with its own newest. */
  get(path: string): Promise<unknown>;
  /** The beginning of an answer that may be long, a volume's content for example; the rest is never sent. */
  first(path: string, byteCount: number): Promise<Buffer>;
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
  const read = async (path: string, enoughBytes: number): Promise<Buffer> => {
    const { status, body } = await ask(address, path, enoughBytes).catch((error: unknown) => {
      throw unreachable(where, error);
    });
    if (status === 200) return body;
    throw new DockerEngineError(status, `${path}: HTTP ${status}: ${body.subarray(0, 300)}`);
  };
  return {
    get: async (path) => JSON.parse((await read(path, Number.POSITIVE_INFINITY)).toString('utf8')) as unknown,
    first: async (path, byteCount) => (await read(path, byteCount)).subarray(0, byteCount),
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

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

function ask(address: Address, path: string, enoughBytes: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ ...address, path, headers: { Host: 'docker' }, timeout: timeoutMillis }, (response) => {
      const chunks: Buffer[] = [];
      let missingBytes = enoughBytes;
      const end = (): void => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        missingBytes -= chunk.length;
        if (missingBytes > 0) return;
        end();
        asking.destroy();
      });
      response.on('error', reject);
      response.on('end', end);
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
