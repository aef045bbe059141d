/** InOctets and OutOctets of /proc/net/netstat: a line of names and one of values, twice. @throws where they are not there. */
export function parseVersion4Octets(netstat: string): number {
  const [names = [], values = []] = netstat
    .split('\n')
    .filter((line) => line.startsWith('IpExt:'))
    .map((line) => line.split(' '));
  const octets = ['InOctets', 'OutOctets'].map((name) => Number(values[names.indexOf(name)]));
  if (octets.some(Number.isNaN)) throw new Error('/proc/net/netstat has no octets of IPv4');
  return octets.reduce((sum, value) => sum + value, 0);
}
