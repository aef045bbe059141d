import {
  AggregationTemporality,
  InstrumentType,
  type MetricProducer,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

/** Series per instrument. The SDK's 2,000 would be 10 MB of one careless attribute; ours has 20 at most. */
export const CARDINALITY_LIMIT = 100;

/**
 * Collects when asked: by the pusher for a push, by /metrics for a look. One reader for both, because every reader keeps
 * its own copy of all series, and an observation made for one reader would show up in the other's next collection.
 */
export interface OnDemandReader {
  readonly reader: MetricReader;
  /** All instruments as they stand now. Calls wait for each other: interleaved ones would take each other's observations. */
  collect(): Promise<ResourceMetrics>;
}

/** @param producers data that is collected along with that of the instruments. */
export function createOnDemandReader(
  producers: readonly MetricProducer[],
  onErrors: (errors: readonly unknown[]) => void,
): OnDemandReader {
  const reader = new Reader({
    otelComponentType: 'periodic_metric_reader',
    metricProducers: [...producers],
    cardinalitySelector: () => CARDINALITY_LIMIT,
    aggregationTemporalitySelector: temporality,
  });
  let previous: Promise<unknown> = Promise.resolve();
  const collect = async (): Promise<ResourceMetrics> => {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) onErrors(errors);
    return resourceMetrics;
  };
  return {
    reader,
    collect() {
      const next = previous.then(collect);
      previous = next.catch(() => undefined); // the caller sees the failure; the next collection is not held up by it
      return next;
    },
  };
}

/**
 * Cumulative, as VictoriaMetrics needs it, except for observable gauges: under cumulative temporality SDK 3.1 repeats what an
 * earlier callback observed when the callback now observes nothing, and a stale reading would go on as if it were new.
 * OTLP gauges carry no temporality, so nothing else changes.
 */
function temporality(instrument: InstrumentType): AggregationTemporality {
  return instrument === InstrumentType.OBSERVABLE_GAUGE
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE;
}

/** The SDK's reader is an abstract class; flushing and shutting down are the pusher's. */
class Reader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}
