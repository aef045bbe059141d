import { createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { anyPorts, parsePorts, portSpecs, reservePorts } from '../../native/ports.ts';

async function occupy(host: string): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('parsePorts', () => {
  test('has the documented ports when nothing is set, and for blank variables', () => {
    const ports = { sensor: 8000, otlpHttp: 4318, otlpGrpc: 4317, health: 13133, victoriaMetrics: 8428 };
    expect(parsePorts({}, [])).toEqual(ports);
    expect(parsePorts({ STACK_SENSOR_PORT: ' ' }, [])).toEqual(ports);
  });

  test.each(['0', '1', '65535'])('takes the boundary %s', (port) => {
    const problems: string[] = [];
    expect(parsePorts({ STACK_SENSOR_PORT: port }, problems).sensor).toBe(Number(port));
    expect(problems).toEqual([]);
  });

  test.each(['-1', '65536', '80.5', 'http', '0x50', '1e3'])('refuses %s', (port) => {
    const problems: string[] = [];
    parsePorts({ STACK_HEALTH_PORT: port }, problems);
    expect(problems).toEqual([expect.stringContaining('STACK_HEALTH_PORT')]);
  });

  test('names both variables of two equal ports, and every other fault with them', () => {
    const problems: string[] = [];
    parsePorts({ STACK_SENSOR_PORT: '4317', STACK_HEALTH_PORT: 'x' }, problems);
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/STACK_SENSOR_PORT and STACK_OTLP_GRPC_PORT must differ/);
  });

  test('lets any number of them be 0', () => {
    const problems: string[] = [];
    const env = Object.fromEntries(Object.values(portSpecs).map(({ variable }) => [variable, '0']));
    expect(parsePorts(env, problems)).toEqual(anyPorts);
    expect(problems).toEqual([]);
  });
});

describe('reservePorts', () => {
  test('puts different free ports in place of zeros and lets them go again', async () => {
    const ports = await reservePorts(anyPorts);
    expect(new Set(Object.values(ports)).size).toBe(5);
    expect(Object.values(ports)).not.toContain(0);
    // Nor one that an outgoing connection may get meanwhile.
    for (const port of Object.values(ports)) expect(port).toBeLessThan(32_768);
    expect(await reservePorts(ports)).toEqual(ports);
  });

  test.each(['127.0.0.1', '0.0.0.0'])('names all busy ports together, with the variable of each (%s)', async (host) => {
    const ports = { ...anyPorts, sensor: await occupy(host), victoriaMetrics: await occupy(host) };
    const outcome = reservePorts(ports);
    for (const part of [
      `${ports.sensor}`,
      'STACK_SENSOR_PORT',
      `${ports.victoriaMetrics}`,
      'STACK_VICTORIAMETRICS_PORT',
    ]) {
      await expect(outcome).rejects.toMatchObject({ code: 'ERR_UNAVAILABLE', message: expect.stringContaining(part) });
    }
    await expect(outcome).rejects.not.toThrow('STACK_HEALTH_PORT');
  });
});
