import type { Middleware } from 'koa';
import type { Clock } from '../clock.ts';
import { attributeKeys } from '../metric-names.ts';
import type { HotHistogram, HotSeries } from '../telemetry/hot-histogram.ts';

/** Anything else is `_OTHER`, as the semantic conventions say: the label stays bounded whatever clients send. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'QUERY']);

export interface RequestMetricsDeps {
  readonly requestDurations: Pick<HotHistogram, 'open'>;
  readonly clock: Clock;
  readonly scheme: 'http' | 'https';
}

/** Measures every request, by route template; requests that match none carry no route. */
export function requestMetrics({ requestDurations, clock, scheme }: RequestMetricsDeps): Middleware {
  const seriesOf = keepSeries((route, method, status) =>
    requestDurations.open({
      [attributeKeys.httpMethod]: method,
      [attributeKeys.httpStatus]: status,
      [attributeKeys.urlScheme]: scheme,
      ...(route !== undefined && { [attributeKeys.httpRoute]: route }),
    }),
  );
  return async (ctx, next) => {
    const startedAt = clock.monotonic();
    try {
      await next();
    } finally {
      const route: unknown = ctx['_matchedRoute'];
      const method = knownMethods.has(ctx.method) ? ctx.method : '_OTHER';
      const series = seriesOf(typeof route === 'string' ? route : undefined, method, ctx.status);
      series.record((clock.monotonic() - startedAt) / 1000);
    }
  };
}

type OpenSeries = (route: string | undefined, method: string, status: number) => HotSeries;

/** Each series is opened once, and found without making a key of its parts at every request. */
function keepSeries(open: OpenSeries): OpenSeries {
  const byRoute = new Map<string | undefined, Map<string, Map<number, HotSeries>>>();
  return (route, method, status) => {
    const byMethod = byRoute.get(route) ?? added(byRoute, route, new Map());
    const byStatus = byMethod.get(method) ?? added(byMethod, method, new Map());
    return byStatus.get(status) ?? added(byStatus, status, open(route, method, status));
  };
}

function added<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): Value {
  map.set(key, value);
  return value;
}
