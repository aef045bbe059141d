import type { Meter } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import { attributeKeys, metrics } from '../metric-names.ts';
import { observableGauge } from '../telemetry/instruments.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import { ageMillis, isStale } from './freshness.ts';
import type { Recorder } from './recorder.ts';
import type { Sample } from './sample.ts';

export interface ObserveReadingsDeps {
  readonly queue: BoundedQueue<Sample>;
  readonly recorder: Pick<Recorder, 'latest' | 'extremes'>;
  readonly clock: Clock;
  readonly staleAfterMillis: number;
}

/** Gauges over queue and recorder, read at collect time. A stale reading is not observed at all: a gap, never the old value. */
export function observeReadings(meter: Meter, deps: ObserveReadingsDeps): void {
  const { queue, recorder, clock } = deps;
  observableGauge(meter, metrics.queueDepth).addCallback((result) => result.observe(queue.depth()));
  observableGauge(meter, metrics.queueCapacity).addCallback((result) => result.observe(queue.capacity));
  observableGauge(meter, metrics.readingAge).addCallback((result) => {
    const sample = recorder.latest();
    if (sample !== undefined) result.observe(ageMillis(sample, clock) / 1000);
  });

  const fresh = (): Sample | undefined => {
    const sample = recorder.latest();
    return sample === undefined || isStale(sample, clock, deps.staleAfterMillis) ? undefined : sample;
  };
  const observe = (
    declaration: (typeof metrics)[keyof typeof metrics] & { readonly kind: 'gauge' },
    read: (sample: Sample) => number | null | undefined,
  ): void => {
    observableGauge(meter, declaration).addCallback((result) => {
      const sample = fresh();
      const value = sample && read(sample);
      if (sample === undefined || value === null || value === undefined) return;
      const { hardwareId, source } = sample.reading;
      result.observe(value, { [attributeKeys.hardwareId]: hardwareId, [attributeKeys.source]: source });
    });
  };
  observe(metrics.temperature, (sample) => sample.reading.temperatureCelsius);
  observe(metrics.temperatureMin, () => recorder.extremes()?.temperatureCelsius?.min);
  observe(metrics.temperatureMax, () => recorder.extremes()?.temperatureCelsius?.max);
  observe(metrics.humidity, (sample) => sample.reading.humidityPercent);
  observe(metrics.humidityMin, () => recorder.extremes()?.humidityPercent?.min);
  observe(metrics.humidityMax, () => recorder.extremes()?.humidityPercent?.max);
}
