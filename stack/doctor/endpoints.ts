import { loopback } from '../native/loopback.ts';
import { sensorAddress } from '../native/sensor-address.ts';
import type { StackConfig } from '../native/stack-config.ts';
import type { ServiceFacts } from './gather/containers.ts';
import { isLoopback } from './port-binding.ts';

/** Where the running components are asked; undefined: they publish no port. */
export interface Endpoints {
  readonly store: string | undefined;
  readonly otlp: string | undefined;
  readonly sensor: string | undefined;
  /** PEM of the certificate that the sensor shows, where it is known. */
  readonly sensorCertificateFile?: string | undefined;
  readonly grafana: string | undefined;
}

export function nativeEndpoints({ root, env, ports }: Pick<StackConfig, 'root' | 'env' | 'ports'>): Endpoints {
  const at = (port: number): string => `http://${loopback}:${port}`;
  const sensor = sensorAddress({ root, env, port: ports.sensor });
  return {
    store: at(ports.victoriaMetrics),
    otlp: at(ports.otlpHttp),
    sensor: sensor.url,
    sensorCertificateFile: sensor.certificateFile,
    grafana: undefined,
  };
}

/** By the ports that the containers publish; from inside by the names that the networks have for them. */
export function composeEndpoints(services: readonly ServiceFacts[], isInside: boolean): Endpoints {
  const at = (name: string, port: number): string | undefined => {
    const service = services.find((candidate) => candidate.name === name);
    if (service !== undefined && isInside) return `http://${name}:${port}`;
    const binding = service?.bindings.find(({ servicePort }) => servicePort === port);
    if (binding === undefined) return undefined;
    const isEverywhere = binding.hostAddress === '' || binding.hostAddress === '0.0.0.0';
    const address = isEverywhere || isLoopback(binding.hostAddress) ? loopback : binding.hostAddress;
    return `http://${address}:${binding.hostPort}`;
  };
  return {
    store: at('victoriametrics', 8428),
    otlp: at('otel-collector', 4318),
    sensor: at('sensor', 8000),
    grafana: at('grafana', 3000),
  };
}
