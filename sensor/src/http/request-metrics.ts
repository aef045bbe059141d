import type { Meter } from '@opentelemetry/api';
import type { Middleware } from 'koa';
import type { Clock } from '../clock.ts';
import { attributeKeys, metrics } from '../metric-names.ts';
import { histogram } from '../telemetry/instruments.ts';

/**
 * Seconds. The semantic conventions advise 5 ms to 10 s in fourteen steps; this service answers in well under 5 ms or is in trouble,
 * and every step is a series, so there are eight, and three of them below 5 ms.
 */
const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1];

/** Anything else is `_OTHER`, as the semantic conventions say: the label stays bounded whatever clients send. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY']);

/** Measures every request, by route template; requests that match none carry no route. */
export function requestMetrics({
  meter,
  clock,
  scheme,
}: {
  readonly meter: Meter;
  readonly clock: Clock;
  readonly scheme: string;
}): Middleware {
  const duration = histogram(meter, metrics.httpServerRequestDuration, boundaries);
  return async (ctx, next) => {
    const startedAt = clock.monotonic();
    try {
      await next();
    } finally {
      const route: unknown = ctx['_matchedRoute'];
      duration.record((clock.monotonic() - startedAt) / 1000, {
        [attributeKeys.httpMethod]: knownMethods.has(ctx.method) ? ctx.method : '_OTHER',
        [attributeKeys.httpStatus]: ctx.status,
        [attributeKeys.urlScheme]: scheme,
        ...(typeof route === 'string' && { [attributeKeys.httpRoute]: route }),
      });
    }
  };
}
