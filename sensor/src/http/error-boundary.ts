import type { Middleware } from 'koa';
import type { Log } from '../log.ts';
import { HttpError } from './http-error.ts';

/** Everything thrown below ends here: refusals are answered, our own bugs are answered 500 without details and logged. */
export function errorBoundary(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error =
        thrown instanceof HttpError
          ? thrown
          : new HttpError(500, 'ERR_INTERNAL', 'a fault of the service; see its log');
      if (error !== thrown) log.error('request failed', { path: ctx.path.slice(0, 200), error: thrown });
      ctx.status = error.status;
      ctx.set({ ...error.headers });
      ctx.body = { error: { code: error.code, message: error.message } };
    }
  };
}
