/**
 * The sensor service without telemetry, to compare with: the same Koa, routes, body, error boundary, limits of the listener, and the
 * same sampling; no request metrics, no instruments, no meter provider, no pushes. Configured by the sensor's own variables.
 */
import { readFileSync } from 'node:fs';
import { Router } from '@koa/router';
import Koa, { type Context, type Middleware } from 'koa';
import { systemClock as clock } from '../../../sensor/src/clock.ts';
import { parseConfig } from '../../../sensor/src/config/config.ts';
import { errorBoundary } from '../../../sensor/src/http/error-boundary.ts';
import { HttpError } from '../../../sensor/src/http/http-error.ts';
import { listen } from '../../../sensor/src/http/listen.ts';
import { sensorBody } from '../../../sensor/src/http/sensor-body.ts';
import { createLog, type Log } from '../../../sensor/src/log.ts';
import { createBoundedQueue } from '../../../sensor/src/sampler/bounded-queue.ts';
import { createRecorder, type Recorder } from '../../../sensor/src/sampler/recorder.ts';
import type { Sample } from '../../../sensor/src/sampler/sample.ts';
import { startSampler } from '../../../sensor/src/sampler/sampler.ts';
import { openSource } from '../../../sensor/src/source/open-source.ts';

const config = parseConfig(process.env, (path) => readFileSync(path));
const log = createLog('info', { now: clock.now, write: (line) => void process.stdout.write(line) });
const counters = { attempt() {}, error() {}, dropped() {} };

const queue = createBoundedQueue<Sample>(config.sampling.queueCapacity);
const recorder = createRecorder({ queue, counters, clock, log, onFirst() {} });
const server = await listen(bareApp(recorder, config.sampling.staleAfterMillis, log).callback(), config.http);
startSampler(config.sampling, {
  source: openSource(config.source, { clock }),
  counters,
  clock,
  log,
  onSample: recorder.accept,
});
log.info('started', { url: server.url });

/** sensor/src/http/app.ts line by line, but for requestMetrics. */
function bareApp({ latest }: Pick<Recorder, 'latest'>, staleAfterMillis: number, appLog: Log): Koa {
  const app = new Koa();
  app.silent = true;
  app.on('error', (error: unknown) => appLog.warn('connection failed', { error }));
  app.use(errorBoundary(appLog));
  app.use(async (ctx, next) => {
    if ((ctx.request.length ?? 0) > 0 || ctx.get('transfer-encoding') !== '') {
      throw new HttpError(413, 'ERR_BODY_NOT_ALLOWED', 'no endpoint takes a body', { Connection: 'close' });
    }
    await next();
  });
  const router = new Router();
  const guard: Middleware = (_ctx, next) => next();
  router.get('/sensor', guard, (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = sensorBody(latest(), clock, staleAfterMillis);
  });
  // There is nothing to show here; the route stands so that both routers hold the same.
  router.get('/metrics', guard, (ctx) => {
    ctx.body = '';
  });
  router.get('/livez', (ctx) => {
    ctx.body = { status: 'ok' };
  });
  router.get('/readyz', (ctx) => {
    const ready = latest() !== undefined;
    ctx.status = ready ? 200 : 503;
    ctx.body = ready ? { status: 'ok' } : { status: 'waiting', reason: 'no reading yet' };
  });
  const wrongMethod = (ctx: Context): void => {
    throw new HttpError(405, 'ERR_METHOD_NOT_ALLOWED', `${ctx.path} answers GET and HEAD`, { Allow: 'GET, HEAD' });
  };
  for (const path of ['/sensor', '/metrics', '/livez', '/readyz']) router.all(path, wrongMethod);
  app.use(router.routes());
  app.use(() => {
    throw new HttpError(404, 'ERR_NOT_FOUND', 'there are /sensor, /metrics, /livez and /readyz');
  });
  return app;
}
