import { isIP } from 'node:net';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

// Bridges and tunnels that exist on this machine alone: no other device comes by their addresses, which change with each container.
const local = /^(docker|br-|veth|virbr|cni|flannel|podman)/;

/** By which names and addresses others may reach this device: its host name, that with .local (mDNS), its addresses, and loopback. */
export function detectHostNames(name = hostname(), interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const addresses = Object.entries(interfaces)
    .filter(([id]) => !local.test(id))
    .flatMap(([, infos]) => infos ?? [])
    // Link-local IPv6 needs a zone (fe80::1%eth0), which no certificate can have.
    .filter(({ address }) => !address.startsWith('fe80:'))
    .map(({ address }) => address);
  const names = isHostName(name) ? [name, ...(name.includes('.') ? [] : [`${name}.local`])] : [];
  return [...new Set([...names, 'localhost', ...addresses])];
}

/** An IP address, or labels of letters, digits and dashes (also `*.` in front): nothing that could be more than a name to openssl. */
export function isHostName(name: string): boolean {
  if (isIP(name) !== 0) return true;
  return name.length <= 253 && /^(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(name);
}

/** As openssl's subjectAltName extension wants them. */
export function subjectAltName(names: readonly string[]): string {
  return names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`).join(',');
}

/** The names that a certificate has, from the text form that Node gives: `DNS:pi, IP Address:10.0.0.2`. */
export function namesOfSubjectAltName(text: string): readonly string[] {
  return text
    .split(', ')
    .map((entry) => canonical(/^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? ''))
    .filter((name) => name !== '');
}

/** openssl writes IPv6 addresses out (0:0:0:0:0:0:0:1), systems do not. */
function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;
}
