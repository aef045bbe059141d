import type { Clock } from '../clock.ts';
import { isStale } from '../sampler/freshness.ts';
import type { Sample } from '../sampler/sample.ts';

/** Body of GET /sensor; under 200 bytes. */
export interface SensorBody {
  /** `ok`: fresh; `stale`: the hardware has stopped answering; `error`: no good reading since the service started. */
  readonly status: 'ok' | 'stale' | 'error';
  /** Degrees Celsius; null when the hardware has none. */
  readonly temperature: number | null;
  /** Relative humidity in percent; null when the hardware has none. */
  readonly humidity: number | null;
  /** When this was read, Unix seconds: under `stale` it says how old the values are. */
  readonly timestamp: number | null;
  readonly source: string | null;
}

/** Longer names are cut: the whole body stays under 200 bytes. */
const SOURCE_LENGTH = 40;

export function sensorBody(latest: Sample | undefined, clock: Clock, staleAfterMillis: number): SensorBody {
  if (latest === undefined)
    return { status: 'error', temperature: null, humidity: null, timestamp: null, source: null };
  const { temperatureCelsius, humidityPercent, source } = latest.reading;
  return {
    status: isStale(latest, clock, staleAfterMillis) ? 'stale' : 'ok',
    temperature: rounded(temperatureCelsius),
    humidity: rounded(humidityPercent),
    timestamp: Math.round(latest.at) / 1000,
    source: source.slice(0, SOURCE_LENGTH),
  };
}

/** To a thousandth, which is what the kernel's interfaces resolve; the rest would be artefacts of the arithmetic. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
