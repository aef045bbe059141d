/** What a service was told to ask for before it answers. */
export interface Guards {
  readonly hasToken: boolean;
  readonly hasTls: boolean;
}

/** A port of a service as the machine's network sees it. */
export interface PortBinding extends Guards {
  readonly service: string;
  /** What the service itself listens on: tells what is behind it. */
  readonly servicePort: number;
  readonly hostAddress: string;
  readonly hostPort: number;
}

/** OTLP for other devices, as the collector's container has them: the receiver does not start without TLS and a credential for each. */
export const devicePorts = { http: 5318, grpc: 5317 } as const;

/** From the environment of the service. */
export function guardsOf(variable: (name: string) => unknown): Guards {
  const isSet = (name: string): boolean => `${variable(name) ?? ''}`.trim() !== '';
  return {
    hasToken: isSet('SENSOR_HTTP_TOKEN_FILE'),
    hasTls: isSet('SENSOR_HTTP_TLS_CERT_FILE') || isSet('GF_SERVER_CERT_FILE'),
  };
}

/** `ADDRESS:HOST:SERVICE`, as in a compose file; undefined for forms without a fixed port on the host. */
export function parsePortBinding(service: string, text: string, guards: Guards): PortBinding | undefined {
  const match = /^(?:(.*):)?(\d+):(\d+)(?:\/\w+)?$/.exec(text);
  if (match === null) return undefined;
  const [, address = '', hostPort, servicePort] = match;
  return { service, servicePort: Number(servicePort), hostAddress: address, hostPort: Number(hostPort), ...guards };
}

/** As addresses stand in bindings: no address at all is every address. */
export function isLoopback(address: string): boolean {
  return /^(127(\.\d+){3}|\[?::1\]?|localhost)$/.test(address);
}
