import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allOf, claims, hostsOf, pushClaims, victim } from './devices-claims.ts';
import { createDevicesFixture, type DevicesFixture } from './devices-fixture.ts';
import { type GrpcSession, openGrpcSession } from './grpc-session.ts';
import { metricMessage } from './otlp-body-protobuf.ts';
import { eventually, stored, withoutBinaries } from './pipeline.ts';

const taken = '0';
const unauthenticated = '16';

describe.skipIf(withoutBinaries)('what another device pushes over gRPC [needs collector and VictoriaMetrics]', () => {
  let fixture: DevicesFixture;
  let session: GrpcSession;
  let attacker: string;
  beforeAll(async () => {
    fixture = await createDevicesFixture();
    attacker = await fixture.add('attacker');
    await fixture.startCollector();
    session = await openGrpcSession(fixture.port.grpcPort, fixture.authority);
    await pushClaims(fixture.pipeline.store, async (metric, claimed) => {
      expect(await session.export(attacker, metricMessage(metric, 1, claimed)), metric).toBe(taken);
    });
  });
  afterAll(async () => {
    session?.close();
    await fixture?.close();
  });

  test.each(Object.keys(claims))(
    'is stored under the name of its credential, whatever it claims: %s',
    async (claim) => {
      expect(await hostsOf(fixture.pipeline.store, claim)).toEqual(allOf('attacker', claim));
    },
  );

  test('is refused without a credential, and not stored', async () => {
    const claimed = { resource: victim('host.name') };
    expect(await session.export(undefined, metricMessage('no_credential', 1, claimed))).toBe(unauthenticated);
    expect(await session.export(attacker, metricMessage('after_no_credential', 1, claimed))).toBe(taken);
    await stored(fixture.pipeline.store, 'after_no_credential');
    expect(await fixture.pipeline.store.export('no_credential')).toEqual([]);
  });

  test('is refused within 5 s of the revocation, on the connection that was open before', async () => {
    const token = await fixture.add('leaver');
    const answer = () => session.export(token, metricMessage('leaver', 1));
    await eventually(answer, (status) => status === taken, 5_000);
    await fixture.revoke('leaver');
    await eventually(answer, (status) => status === unauthenticated, 5_000);
    expect(session.isOpen()).toBe(true);
    expect(await session.export(attacker, metricMessage('stays', 1))).toBe(taken);
  });

  test('is refused without TLS', async () => {
    const { grpcPort } = fixture.port;
    (await openGrpcSession(grpcPort, fixture.authority)).close();
    await expect(openGrpcSession(grpcPort, undefined)).rejects.toThrow();
    // The same client, at a port without TLS: it is the port that refuses.
    (await openGrpcSession(fixture.pipeline.ports.otlpGrpc, undefined)).close();
  });
});
