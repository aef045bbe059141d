import { describe, expect, test } from 'vitest';
import { parseVersion4Octets } from '../../../bench/pull-vs-push/version4-octets.ts';

const netstat = `TcpExt: SyncookiesSent SyncookiesRecv
TcpExt: 1 2
IpExt: InNoRoutes InTruncatedPkts InOctets OutOctets InMcastOctets
IpExt: 9 8 1000 200 5
`;

describe('parseVersion4Octets', () => {
  test('adds what came in and what went out, and nothing else', () => {
    expect(parseVersion4Octets(netstat)).toBe(1200);
  });
  test('throws where there is nothing of it', () => {
    expect(() => parseVersion4Octets('TcpExt: a\nTcpExt: 1\n')).toThrow(/IPv4/);
  });
});
