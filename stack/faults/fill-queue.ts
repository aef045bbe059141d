import type { Ports } from '../native/ports.ts';
import { pushPast } from './past-pushes.ts';

export interface Filled {
  /** How many pushes were acknowledged. */
  readonly acknowledged: number;
  /** What the others were answered, each once; undefined stands for no answer. */
  readonly refusals: readonly (number | undefined)[];
}

export const fillerInstance = 'filler';
const batch = 16;
const largeBytes = 100_000;
/** More than any queue here holds, and less than the week that the store keeps: then the fault does not show. */
const most = 30_000;

export interface FillOptions {
  /** Only what a sensor pushes, 4 kB each: takes minutes, and makes of the file what a device makes of it. */
  readonly likeDevice?: boolean;
}

/**
 * Pushes 100 kB at a time until one is refused, and then what a sensor pushes, so that no room is left for the next push of anybody. Each call's have times
 * of their own.
 */
export async function fillQueue(
  ports: Pick<Ports, 'otlpHttp'>,
  { likeDevice = false }: FillOptions = {},
): Promise<Filled> {
  const large = likeDevice ? none : await pushUntilRefused(ports, { from: 1, paddingBytes: largeBytes });
  const small = await pushUntilRefused(ports, { from: large.next, paddingBytes: 0 });
  return {
    acknowledged: large.acknowledged + small.acknowledged,
    refusals: [...new Set([...large.refusals, ...small.refusals])],
  };
}

const none: Filled & { readonly next: number } = { acknowledged: 0, refusals: [], next: 1 };

interface Filler {
  readonly from: number;
  readonly paddingBytes: number;
}

async function pushUntilRefused(
  { otlpHttp }: Pick<Ports, 'otlpHttp'>,
  { from, paddingBytes }: Filler,
): Promise<Filled & { readonly next: number }> {
  const options = { otlpUrl: `http://127.0.0.1:${otlpHttp}`, instance: fillerInstance, paddingBytes, count: most };
  let acknowledged = 0;
  for (let next = from; next + batch <= most; next += batch) {
    const numbers = Array.from({ length: batch }, (_, index) => next + index);
    const pushed = await pushPast(options, numbers);
    acknowledged += pushed.acknowledged;
    if (pushed.refused.length > 0)
      return { acknowledged, refusals: pushed.refused.map(({ status }) => status), next: next + batch };
  }
  throw new Error(`the queue took ${acknowledged} pushes of ${paddingBytes} bytes and more without a refusal`);
}
