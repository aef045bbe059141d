import { describe, expect, test } from 'vitest';
import { parseCertsOptions } from '../../certs/certs-options.ts';
import { detectHostNames, isHostName, namesOfSubjectAltName, subjectAltName } from '../../certs/host-names.ts';

const address = (text: string) => ({ address: text }) as import('node:os').NetworkInterfaceInfo;

describe('detectHostNames', () => {
  test('takes the host name, its mDNS form and the addresses that others can reach', () => {
    const interfaces = {
      lo: [address('127.0.0.1')],
      eth0: [address('192.168.1.5'), address('fe80::1'), address('fd00::5')],
      docker0: [address('172.17.0.1')],
      'br-1a2b': [address('172.18.0.1')],
    };
    expect(detectHostNames('pi', interfaces)).toEqual([
      'pi',
      'pi.local',
      'localhost',
      '127.0.0.1',
      '192.168.1.5',
      'fd00::5',
    ]);
    expect(detectHostNames('pi.example.org', {})).toEqual(['pi.example.org', 'localhost']);
    expect(detectHostNames('not a name', {})).toEqual(['localhost']);
  });
});

describe('isHostName', () => {
  test.each(['pi', 'pi.local', '*.example.org', '10.0.0.2', 'fd00::2', 'a'.repeat(60)])('accepts %j', (name) => {
    expect(isHostName(name)).toBe(true);
  });

  test.each(['', 'a b', 'a,DNS:b', 'a\nb', '-a', 'a-', 'a..b', 'ä', `${'a.'.repeat(130)}a`])('refuses %j', (name) => {
    expect(isHostName(name)).toBe(false);
  });
});

test('what is written for openssl is read back from a certificate', () => {
  expect(subjectAltName(['pi', '10.0.0.2', 'fd00::2'])).toBe('DNS:pi,IP:10.0.0.2,IP:fd00::2');
  const asNodeShows = 'DNS:pi, IP Address:10.0.0.2, IP Address:FD00:0:0:0:0:0:0:2';
  expect(namesOfSubjectAltName(asNodeShows)).toEqual(['pi', '10.0.0.2', 'fd00::2']);
});

describe('parseCertsOptions', () => {
  test('adds loopback to names that are given, and leaves them alone where none are', () => {
    expect(parseCertsOptions(['--name', 'pi', '--name', 'pi']).names).toEqual(['pi', 'localhost', '127.0.0.1']);
    expect(parseCertsOptions([]).names).toBeUndefined();
    expect(parseCertsOptions(['--detect', '--name', 'extra.example']).names).toContain('extra.example');
  });

  test.each([['--name', 'a b'], ['--nosuch'], ['word']])('refuses %j %j', (...args) => {
    expect(() => parseCertsOptions(args)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
