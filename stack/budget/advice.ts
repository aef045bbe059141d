/** Where each limit stands, and what has to change with it; docs/decisions/0004-memory-split.md has the measurements. */
const places: Readonly<Record<string, string>> = {
  sensor: 'Raise mem_limit and memswap_limit of sensor in docker-compose.yml',
  'otel-collector': 'Raise OTELCOL_MEMORY in .env, with OTELCOL_GOMEMLIMIT (80 % of it) and OTELCOL_HEAP_MIB (60 %)',
  victoriametrics:
    'Raise mem_limit and memswap_limit of victoriametrics in docker-compose.yml with GOMEMLIMIT (75 % of it) in victoriametrics/flags.env; for many devices there is compose.hub.yaml',
  health: 'Raise mem_limit and memswap_limit of health in docker-compose.yml',
};

export const leanAdvice =
  'leave Grafana out by COMPOSE_FILE=docker-compose.yml:compose.lean.yaml in .env (dashboards then: http://127.0.0.1:8428/vmui)';

export function adviceFor(service: string): string {
  if (service === 'grafana') {
    return `Raise GRAFANA_MEMORY in .env with GRAFANA_GOMEMLIMIT (80 % of it), or ${leanAdvice}`;
  }
  return `${places[service] ?? `Raise the mem_limit of ${service}`}. It comes from Grafana's share, or ${leanAdvice}`;
}
