import { describe, expect, test } from 'vitest';
import { dashboardsOf } from '../../doctor/dashboards.ts';
import { composeEndpoints, nativeEndpoints } from '../../doctor/endpoints.ts';
import { known } from '../../doctor/fact.ts';
import type { FoundStack } from '../../doctor/find-stack.ts';
import { isLoopback, parsePortBinding } from '../../doctor/port-binding.ts';
import { binding, healthyFacts, service } from './healthy-facts.ts';

const services = [
  service({ bindings: [binding({ hostPort: 18_428 })] }),
  service({
    name: 'otel-collector',
    bindings: [
      binding({ servicePort: 4317, hostPort: 14_317 }),
      binding({ servicePort: 4318, hostPort: 14_318, hostAddress: '' }),
    ],
  }),
  service({ name: 'sensor', bindings: [binding({ servicePort: 8000, hostPort: 8000, hostAddress: '192.0.2.7' })] }),
];

describe('composeEndpoints', () => {
  test('are the ports that the containers publish', () => {
    expect(composeEndpoints(services, false)).toEqual({
      store: 'http://127.0.0.1:18428',
      otlp: 'http://127.0.0.1:14318',
      sensor: 'http://192.0.2.7:8000',
      grafana: undefined,
    });
  });

  test('are the names of the services from inside', () => {
    expect(composeEndpoints(services, true)).toEqual({
      store: 'http://victoriametrics:8428',
      otlp: 'http://otel-collector:4318',
      sensor: 'http://sensor:8000',
      grafana: undefined,
    });
  });
});

describe('nativeEndpoints', () => {
  const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };

  test('are on loopback', () => {
    expect(nativeEndpoints({ root: '/srv', env: {}, ports })).toMatchObject({
      store: 'http://127.0.0.1:5',
      otlp: 'http://127.0.0.1:2',
      sensor: 'http://127.0.0.1:1',
    });
  });

  test('have the sensor where it listens, with its certificate', () => {
    const env = { SENSOR_HTTP_HOST: '192.0.2.7', SENSOR_HTTP_TLS_CERT_FILE: 'server.pem' };
    expect(nativeEndpoints({ root: '/srv', env, ports })).toMatchObject({
      store: 'http://127.0.0.1:5',
      sensor: 'https://192.0.2.7:1',
      sensorCertificateFile: '/srv/server.pem',
    });
  });
});

describe('dashboardsOf', () => {
  const found = (list: typeof services) =>
    dashboardsOf({ endpoints: composeEndpoints(list, true), services: known(list) } as FoundStack, healthyFacts());

  test('leads through a tunnel to the ports on the device, from inside as well', () => {
    const grafana = service({ name: 'grafana', bindings: [binding({ servicePort: 3000, hostPort: 13_000 })] });
    expect(found([...services, grafana])).toEqual({
      tunnel: 'ssh -L 18428:127.0.0.1:18428 -L 13000:127.0.0.1:13000 edge-device',
      links: ['http://127.0.0.1:18428/vmui', 'http://127.0.0.1:13000'],
    });
  });

  test('leaves Grafana out where there is none', () => {
    expect(found(services).tunnel).toBe('ssh -L 18428:127.0.0.1:18428 edge-device');
  });
});

describe('parsePortBinding', () => {
  test.each([
    ['127.0.0.1:8428:8428', '127.0.0.1', 8428, 8428],
    ['[::1]:18000:8000', '[::1]', 18_000, 8000],
    ['8000:8000/tcp', '', 8000, 8000],
  ])('reads %s', (text, hostAddress, hostPort, servicePort) => {
    expect(parsePortBinding('s', text, { hasToken: false, hasTls: false })).toMatchObject({
      hostAddress,
      hostPort,
      servicePort,
    });
  });

  test.each(['8000', '127.0.0.1::8000'])('has no port on the host for %s', (text) => {
    expect(parsePortBinding('s', text, { hasToken: false, hasTls: false })).toBeUndefined();
  });
});

describe('isLoopback', () => {
  test.each(['127.0.0.1', '127.1.2.3', '::1', '[::1]', 'localhost'])('holds for %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  test.each(['', '0.0.0.0', '::', '128.0.0.1', '192.0.2.7'])('does not hold for %j', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
