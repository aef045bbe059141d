/** A port of a service as the machine's network sees it. */
export interface PortBinding {
  readonly service: string;
  /** What the service itself listens on: tells what is behind it. */
  readonly servicePort: number;
  readonly hostAddress: string;
  readonly hostPort: number;
  /** Whether the service was told to ask for a token. */
  readonly hasToken: boolean;
}

/** `ADDRESS:HOST:SERVICE`, as in a compose file; undefined for forms without a fixed port on the host. */
export function parsePortBinding(service: string, text: string, hasToken: boolean): PortBinding | undefined {
  const match = /^(?:(.*):)?(\d+):(\d+)(?:\/\w+)?$/.exec(text);
  if (match === null) return undefined;
  const [, address = '', hostPort, servicePort] = match;
  return { service, servicePort: Number(servicePort), hostAddress: address, hostPort: Number(hostPort), hasToken };
}

/** As addresses stand in bindings: no address at all is every address. */
export function isLoopback(address: string): boolean {
  return /^(127(\.\d+){3}|\[?::1\]?|localhost)$/.test(address);
}
