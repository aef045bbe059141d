import { vmuiLink } from '../vmui-link.ts';
import { valueFrom } from './fact.ts';
import type { Facts } from './facts.ts';
import type { FoundStack } from './find-stack.ts';

/** How to look at it from elsewhere. */
export interface Dashboards {
  readonly tunnel: string;
  readonly links: readonly string[];
}

// What both ways publish by default, for when nothing runs yet.
const defaultStore = 'http://127.0.0.1:8428';

/** Everything listens on loopback, so a laptop comes in by ssh, and finds it under the same addresses. */
export function dashboardsOf({ endpoints, services }: FoundStack, { machine, engine }: Facts): Dashboards {
  const published = (service: string, port: number): string | undefined => {
    const binding = valueFrom(services)
      ?.find(({ name }) => name === service)
      ?.bindings.find(({ servicePort }) => servicePort === port);
    return binding === undefined ? undefined : `http://127.0.0.1:${binding.hostPort}`;
  };
  const store = published('victoriametrics', 8428) ?? endpoints.store ?? defaultStore;
  const grafana = published('grafana', 3000);
  const urls = [store, ...(grafana === undefined ? [] : [grafana])];
  const ports = urls.map((url) => new URL(url).port);
  const host = valueFrom(engine)?.hostName || machine.hostName;
  return {
    tunnel: `ssh ${ports.map((port) => `-L ${port}:127.0.0.1:${port}`).join(' ')} ${host}`,
    links: [vmuiLink(store).replace(/\/vmui\/.*$/, '/vmui'), ...(grafana === undefined ? [] : [grafana])],
  };
}
