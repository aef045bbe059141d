import type { Middleware } from 'koa';
import type { Clock } from '../clock.ts';
import { attributeKeys } from '../metric-names.ts';
import type { HotHistogram } from '../telemetry/hot-histogram.ts';

/** Anything else is `_OTHER`, as the semantic conventions say: the label stays bounded whatever clients send. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY']);

export interface RequestMetricsDeps {
  readonly requestDurations: Pick<HotHistogram, 'record'>;
  readonly clock: Clock;
  readonly scheme: 'http' | 'https';
}

/** Measures every request, by route template; requests that match none carry no route. */
export function requestMetrics({ requestDurations, clock, scheme }: RequestMetricsDeps): Middleware {
  return async (ctx, next) => {
    const startedAt = clock.monotonic();
    try {
      await next();
    } finally {
      const method = knownMethods.has(ctx.method) ? ctx.method : '_OTHER';
      const { status } = ctx;
      const route: unknown = ctx['_matchedRoute'];
      requestDurations.record((clock.monotonic() - startedAt) / 1000, `${method} ${status} ${route}`, () => ({
        [attributeKeys.httpMethod]: method,
        [attributeKeys.httpStatus]: status,
        [attributeKeys.urlScheme]: scheme,
        ...(typeof route === 'string' && { [attributeKeys.httpRoute]: route }),
      }));
    }
  };
}
