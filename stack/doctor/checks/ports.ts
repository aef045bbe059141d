import { valueFrom } from '../fact.ts';
import type { Facts } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { devicePorts, isLoopback, type PortBinding } from '../port-binding.ts';

export function checkPorts(facts: Facts): readonly Finding[] {
  return [...taken(facts), ...bindingsOf(facts).flatMap(openPort)];
}

function taken({ ports }: Facts): readonly Finding[] {
  return (valueFrom(ports) ?? [])
    .filter(({ isListening }) => isListening)
    .map(({ service, port }) => ({
      name: 'port-in-use',
      severity: 'error',
      subject: `${port} (${service})`,
      seen: `Another program listens on port ${port}, which ${service} needs.`,
      action: `Who it is: sudo ss -ltnp 'sport = :${port}'. Stop it, or choose another port (STACK_*_PORT in .env, for npm start in the environment).`,
    }));
}

/** Those of what runs; of what the files say where nothing does. */
function bindingsOf({ services, expected }: Facts): readonly PortBinding[] {
  const running = valueFrom(services) ?? [];
  return (running.length > 0 ? running : (valueFrom(expected) ?? [])).flatMap(({ bindings }) => bindings);
}

function openPort({ service, servicePort, hostAddress, hostPort, hasToken, hasTls }: PortBinding): readonly Finding[] {
  if (isLoopback(hostAddress) || servicePort === devicePorts.http) return [];
  const subject = `${hostPort} (${service})`;
  const where = hostAddress === '' || hostAddress === '0.0.0.0' || hostAddress === '::' ? 'every address' : hostAddress;
  if (servicePort === devicePorts.grpc) return [killable(subject, where)];
  // Grafana always asks for its password.
  if (hasToken || service === 'grafana') return hasTls ? [] : [withoutTls(subject, where)];
  return [withoutCredential(subject, where)];
}

function killable(subject: string, where: string): Finding {
  return {
    name: 'port-open-for-grpc',
    severity: 'note',
    subject,
    seen: `It listens on ${where}, and whoever reaches it can get the collector killed before a credential is looked at.`,
    action:
      'Leave it open to a network that you trust, or unset STACK_DEVICES_GRPC_BIND: 5318 (HTTP) takes the same pushes.',
  };
}

function withoutTls(subject: string, where: string): Finding {
  return {
    name: 'port-open-without-tls',
    severity: 'warning',
    subject,
    seen: `It listens on ${where} and asks for a credential, which can be read on the way.`,
    action: 'sudo npm run certs, and SENSOR_HTTP_TLS_FILE or GRAFANA_TLS_FILE in .env; or close it and take ssh -L.',
  };
}

function withoutCredential(subject: string, where: string): Finding {
  return {
    name: 'port-open-without-credential',
    severity: 'error',
    subject,
    seen: `It listens on ${where} and asks nobody for a credential: who reaches this machine can read, write or delete.`,
    action:
      'Bind it to 127.0.0.1 again (docker-compose.yml and .env as they are delivered do), and take ssh -L from elsewhere.',
  };
}
