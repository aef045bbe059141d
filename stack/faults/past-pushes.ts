import { metrics } from '../../sensor/src/metric-names.ts';

/** A device whose clock is compressed: it pushes what it would have taken every 15 s of the past. */
export interface PastPushesOptions {
  readonly otlpUrl: string;
  readonly instance: string;
  readonly count: number;
  readonly paddingBytes?: number;
}

export interface PastPushes {
  readonly acknowledged: number;
  /** By 429, 502, 503, 504 or no answer: a device keeps them. In the order of their numbers. */
  readonly refused: readonly RefusedPush[];
}

export interface RefusedPush {
  readonly number: number;
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
}

export const pastIntervalMillis = 15_000;
/** As many as a sensor has with all that it says of itself. */
const series = 60;
const parallel = 4;
const timeoutMillis = 10_000;
const retryable = [429, 502, 503, 504];

/**
 * Pushes the numbers once each, 15 s apart in the past up to now.
 * @param numbers only these; by default 1 to `count`.
 * @throws where one is refused for good.
 */
export async function pushPast(options: PastPushesOptions, numbers?: readonly number[]): Promise<PastPushes> {
  const { count } = options;
  const untilMillis = Date.now();
  const waiting = numbers?.values() ?? range(count);
  const refused: RefusedPush[] = [];
  let acknowledged = 0;
  // Its time is its number's, whenever it is sent.
  const worker = async (): Promise<void> => {
    for (const number of waiting) {
      const status = await post(options, number, untilMillis - (count - number) * pastIntervalMillis);
      if (status === 200) acknowledged += 1;
      else if (status === undefined || retryable.includes(status)) refused.push({ number, status });
      else throw new Error(`push ${number} was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { acknowledged, refused: refused.toSorted((a, b) => a.number - b.number) };
}

function* range(count: number): Generator<number> {
  for (let number = 1; number <= count; number += 1) yield number;
}

/** The status; undefined where there was no answer. */
async function post(options: PastPushesOptions, number: number, millis: number): Promise<number | undefined> {
  try {
    const response = await fetch(`${options.otlpUrl}/v1/metrics`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: body(options, number, millis),
      signal: AbortSignal.timeout(timeoutMillis),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

function body({ instance, paddingBytes = 0 }: PastPushesOptions, number: number, millis: number): string {
  const gauge = (value: number, channel?: number) => {
    const attributes = channel === undefined ? [] : [attribute('channel', String(channel))];
    return { dataPoints: [{ timeUnixNano: `${millis}000000`, asDouble: value, attributes }] };
  };
  const sequence = { name: metrics.pushSequence.name, unit: metrics.pushSequence.unit, gauge: gauge(number) };
  const readings = Array.from({ length: series - 1 }, (_, channel) => ({
    name: 'past.reading',
    // A description goes through the queue and is not stored.
    description: channel === 0 ? '-'.repeat(paddingBytes) : '',
    gauge: gauge(Math.sin(number / 100 + channel), channel),
  }));
  const attributes = [attribute('service.name', 'past-device'), attribute('service.instance.id', instance)];
  return JSON.stringify({
    resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics: [sequence, ...readings] }] }],
  });
}

function attribute(key: string, value: string) {
  return { key, value: { stringValue: value } };
}
