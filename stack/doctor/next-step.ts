import { join } from 'node:path';
import type { Facts } from './facts.ts';

/** Where a service says what is wrong with it. */
export function logsOf({ mode, dataDir }: Pick<Facts, 'mode' | 'dataDir'>, service: string): string {
  return mode === 'native' ? join(dataDir, 'logs', `${service}.log`) : `docker compose logs --tail 50 ${service}`;
}

/** How it is started again. */
export function startOf({ mode }: Pick<Facts, 'mode'>, service: string): string {
  return mode === 'native' ? 'npm start' : `docker compose up -d ${service}`;
}

/** Services by the names that compose has and `npm start` has. */
export function serviceName({ mode }: Pick<Facts, 'mode'>, which: 'collector' | 'sensor' | 'victoriametrics'): string {
  return which === 'collector' && mode !== 'native' ? 'otel-collector' : which;
}
