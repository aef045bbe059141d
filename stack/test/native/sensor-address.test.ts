import { describe, expect, test } from 'vitest';
import { sensorAddress } from '../../native/sensor-address.ts';

const addressOf = (env: NodeJS.ProcessEnv) => sensorAddress({ root: '/srv', env, port: 8000 });

describe('sensorAddress', () => {
  test.each([
    [undefined, '127.0.0.1'],
    [' ', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '127.0.0.1'],
    ['0::0', '127.0.0.1'],
    ['localhost', 'localhost'],
    ['127.0.0.2', '127.0.0.2'],
    [' 192.0.2.7 ', '192.0.2.7'],
    ['::1', '[::1]'],
    ['2001:db8::7', '[2001:db8::7]'],
  ])('of a sensor that listens on %j is %s', (SENSOR_HTTP_HOST, host) => {
    expect(addressOf({ SENSOR_HTTP_HOST }).url).toBe(`http://${host}:8000`);
  });

  test('is on loopback for a host that the sensor refuses, and not an error of its own', () => {
    expect(addressOf({ SENSOR_HTTP_HOST: 'no host' }).url).toBe('http://127.0.0.1:8000');
  });

  test('is https with the certificate of the file, which may lie where the sensor runs', () => {
    const env = { SENSOR_HTTP_HOST: '0.0.0.0', SENSOR_HTTP_TLS_CERT_FILE: ' tls/server.pem' };
    expect(addressOf(env)).toEqual({ url: 'https://127.0.0.1:8000', certificateFile: '/srv/tls/server.pem' });
    expect(addressOf({ SENSOR_HTTP_TLS_CERT_FILE: '/etc/server.pem' }).certificateFile).toBe('/etc/server.pem');
  });

  test('is plain HTTP where the file is left blank', () => {
    expect(addressOf({ SENSOR_HTTP_TLS_CERT_FILE: ' ' })).toEqual({
      url: 'http://127.0.0.1:8000',
      certificateFile: undefined,
    });
  });
});
