import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ComposeStack, createComposeStack } from '../../compose/compose-stack.ts';
import { variantFiles } from '../../limits.ts';
import { createVictoriaMetricsClient, type VictoriaMetricsClient } from '../../victoriametrics-client.ts';
import { inspectService, leftOf } from './container.ts';
import { type DevicesTarget, pushOverTls } from './devices-push.ts';
import { provideDockerEngine } from './docker-engine.ts';
import { openGrpcSession } from './grpc-session.ts';
import { metricBody } from './otlp-body.ts';
import { metricMessage } from './otlp-body-protobuf.ts';
import { eventually, root, stored, withoutBinaries } from './pipeline.ts';
import { opened } from './raw-connection.ts';
import { buildImages } from './test-images.ts';

const engine = withoutBinaries ? { kind: 'none' as const, why: 'no binaries' } : await provideDockerEngine();
const isMissing = engine.kind === 'none';
const claimed = { resource: [['host.name', 'victim']] } as const;

describe.skipIf(isMissing)(
  `docker compose with the port for other devices${isMissing ? ` (${engine.why})` : ''}`,
  () => {
    let stack: ComposeStack;
    let store: VictoriaMetricsClient;
    let accessFolder: string;
    let target: DevicesTarget;

    /** `npm run certs` or `npm run device`, as the README has them. */
    const command = async (name: 'certs' | 'device', ...args: readonly string[]): Promise<unknown> => {
      const env = { ...process.env, STACK_ACCESS_DIR: accessFolder };
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [join(root, `stack/${name}.ts`), ...args, '--json'],
        {
          env,
        },
      );
      return stdout === '' ? undefined : JSON.parse(stdout);
    };
    const add = async (name: string) => ((await command('device', 'add', name)) as { token: string }).token;
    const push = (token: string | undefined, metric: string) =>
      pushOverTls(target, token, metricBody(metric, 1, claimed));
    const hosts = async (metric: string) => {
      await stored(store, metric);
      return (await store.export(metric)).map(({ labels }) => labels['host_name']);
    };

    beforeAll(async () => {
      await buildImages();
      accessFolder = await mkdtemp(join(tmpdir(), 'otel-edge-access-'));
      await command('certs', '--name', 'localhost');
      stack = await createComposeStack({
        root,
        files: [...variantFiles.lean, 'compose.devices.yaml'],
        deviceName: 'compose-devices',
        env: { STACK_ACCESS_DIR: accessFolder },
      });
      store = createVictoriaMetricsClient(`http://127.0.0.1:${stack.ports.victoriaMetrics}`);
      const ca = await readFile(join(accessFolder, 'authority', 'authority.pem'));
      target = { port: stack.ports.devicesHttp, ca };
      await stack.compose('up', '--detach', '--wait', '--wait-timeout', '120');
    }, 600_000); // as in compose-lean.test.ts: the first build of the images

    afterAll(async () => {
      await stack?.remove();
      if (accessFolder !== undefined) await rm(accessFolder, { recursive: true, force: true });
      if (engine.kind !== 'none') await engine.stop();
    });

    test('a device that is added while it runs pushes, and is stored under the name of its credential', async () => {
      const token = await add('greenhouse');
      await eventually(
        () => push(token, 'first_push'),
        (status) => status === 200,
        5_000,
      );
      expect(await hosts('first_push')).toEqual(['greenhouse']);
      expect(await push(undefined, 'first_push')).toBe(401);
    });

    test('the same over gRPC', async () => {
      const token = await add('by-grpc');
      const session = await openGrpcSession(stack.ports.devicesGrpc, target.ca);
      try {
        await eventually(
          () => session.export(token, metricMessage('first_call', 1, claimed)),
          (status) => status === '0',
          5_000,
        );
      } finally {
        session.close();
      }
      expect(await hosts('first_call')).toEqual(['by-grpc']);
    });

    test('one that is revoked is refused within 5 s, and no other', async () => {
      const [leaver, other] = [await add('leaver'), await add('other')];
      for (const token of [leaver, other]) {
        await eventually(
          () => push(token, 'revoked'),
          (status) => status === 200,
          5_000,
        );
      }
      await command('device', 'revoke', 'leaver');
      await eventually(
        () => push(leaver, 'revoked'),
        (status) => status === 401,
        5_000,
      );
      expect(await push(other, 'revoked')).toBe(200);
    });

    test('a renewed certificate is served without a restart', async () => {
      const served = async (): Promise<string> => {
        const socket = await opened(connect({ host: '127.0.0.1', ...target }), 'secureConnect');
        const { serialNumber } = socket.getPeerCertificate();
        socket.destroy();
        return serialNumber;
      };
      const before = await served();
      const { State } = await inspectService(stack, 'otel-collector');
      await command('certs', '--renew');
      await eventually(served, (serialNumber) => serialNumber !== before);
      expect((await inspectService(stack, 'otel-collector')).State.Pid).toBe(State.Pid);
      expect(await push(undefined, 'renewed')).toBe(401);
    });

    test('leaves no container, volume or network behind', async () => {
      expect((await leftOf(stack.project)).length).toBeGreaterThan(0);
      await stack.compose('down', '--volumes');
      expect(await leftOf(stack.project)).toEqual([]);
    });
  },
);
