import { createServer } from 'node:http';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempDir } from './temp-dir.ts';

/** An engine's socket that gives these answers by path, query cut off: bytes as they are, all else as JSON; 404 for other paths. Returns DOCKER_HOST. */
export async function startFakeEngine(answers: Readonly<Record<string, () => unknown>>): Promise<string> {
  const socket = join(await tempDir(), 'docker.sock');
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://docker');
    const answer = answers[pathname];
    response.writeHead(answer === undefined ? 404 : 200);
    const body = answer?.() ?? { message: `no such thing: ${pathname}` };
    response.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${socket}`;
}

export interface FakeContainer {
  readonly id: string;
  readonly service: string;
  readonly isRunning?: boolean;
  readonly isOneOff?: boolean;
  readonly stats?: () => unknown;
}

/** What an engine says of the containers of one project. */
export function projectAnswers(project: string, containers: readonly FakeContainer[]): Record<string, () => unknown> {
  const answers: Record<string, () => unknown> = {
    '/containers/json': () =>
      containers.map(({ id, service, isOneOff = false }) => ({
        Id: id,
        Labels: {
          'com.docker.compose.project': project,
          'com.docker.compose.service': service,
          'com.docker.compose.oneoff': isOneOff ? 'True' : 'False',
        },
      })),
  };
  for (const { id, isRunning = true, stats } of containers) {
    answers[`/containers/${id}/json`] = () => ({
      Id: id,
      RestartCount: 0,
      State: {
        Status: isRunning ? 'running' : 'exited',
        StartedAt: '2026-11-22T03:10:17.797332076Z',
        ExitCode: 0,
        OOMKilled: false,
        Pid: isRunning ? 42 : 0,
      },
    });
    if (stats !== undefined) answers[`/containers/${id}/stats`] = stats;
  }
  return answers;
}
