import { Router } from '@koa/router';
import Koa, { type Context, type Middleware, type Next } from 'koa';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Recorder } from '../sampler/recorder.ts';
import type { HotHistogram } from '../telemetry/hot-histogram.ts';
import { prometheusContentType } from '../telemetry/prometheus-text.ts';
import { bearerToken } from './bearer-token.ts';
import { errorBoundary } from './error-boundary.ts';
import { HttpError } from './http-error.ts';
import { requestMetrics } from './request-metrics.ts';
import { sensorBody } from './sensor-body.ts';

export interface AppOptions {
  /** Asked for by /sensor and /metrics; undefined: open. */
  readonly token: string | undefined;
  readonly scheme: 'http' | 'https';
  readonly staleAfterMillis: number;
}

export interface AppDeps {
  readonly recorder: Pick<Recorder, 'latest'>;
  /** The instruments as Prometheus text. */
  readonly prometheusText: () => Promise<string>;
  readonly requestDurations: Pick<HotHistogram, 'open'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The application as a value: it never listens, so tests hand its callback to a server of their own. */
export function createApp(options: AppOptions, deps: AppDeps): Koa {
  const { clock, log, requestDurations } = deps;
  const app = new Koa();
  app.silent = true; // Koa's own error print would not be a JSON line
  app.on('error', (error: unknown) => log.warn('connection failed', { error }));
  app.use(requestMetrics({ requestDurations, clock, scheme: options.scheme }));
  app.use(errorBoundary(log));
  app.use(noBody);
  app.use(routes(options, deps).routes());
  app.use(noRoute);
  return app;
}

function routes({ token, staleAfterMillis }: AppOptions, { recorder, prometheusText, clock }: AppDeps): Router {
  const router = new Router();
  const guard: Middleware = token === undefined ? (_ctx, next) => next() : bearerToken(token);

  router.get('/sensor', guard, (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = sensorBody(recorder.latest(), clock, staleAfterMillis);
  });
  router.get('/metrics', guard, async (ctx) => {
    ctx.body = await prometheusText();
    ctx.set('Content-Type', prometheusContentType);
  });
  // Probes carry no credential and tell nothing but yes or no.
  router.get('/livez', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  router.get('/readyz', (ctx) => {
    const ready = recorder.latest() !== undefined;
    ctx.status = ready ? 200 : 503;
    ctx.body = ready ? { status: 'ok' } : { status: 'waiting', reason: 'no reading yet' };
  });
  for (const path of ['/sensor', '/metrics', '/livez', '/readyz']) router.all(path, wrongMethod);
  return router;
}

/** No endpoint takes a body, so none is ever read into memory; the connection ends with the refusal. */
async function noBody(ctx: Context, next: Next): Promise<void> {
  if ((ctx.request.length ?? 0) > 0 || ctx.get('transfer-encoding') !== '') {
    throw new HttpError(413, 'ERR_BODY_NOT_ALLOWED', 'no endpoint takes a body', { Connection: 'close' });
  }
  await next();
}

function wrongMethod(ctx: Context): void {
  throw new HttpError(405, 'ERR_METHOD_NOT_ALLOWED', `${ctx.path} answers GET and HEAD`, { Allow: 'GET, HEAD' });
}

function noRoute(): void {
  throw new HttpError(404, 'ERR_NOT_FOUND', 'there are /sensor, /metrics, /livez and /readyz');
}
