import type { Counter, Meter, MetricOptions, ObservableCounter, ObservableGauge } from '@opentelemetry/api';
import type { MetricDeclaration } from '../metric-names.ts';

type Declared<K extends MetricDeclaration['kind']> = MetricDeclaration & { readonly kind: K };

/** Instruments from the registry: name, unit and description come from the declaration, and its kind must fit. */
export function counter(meter: Meter, declaration: Declared<'counter'>): Counter {
  return meter.createCounter(declaration.name, options(declaration));
}

export function observableCounter(meter: Meter, declaration: Declared<'counter'>): ObservableCounter {
  return meter.createObservableCounter(declaration.name, options(declaration));
}

export function observableGauge(meter: Meter, declaration: Declared<'gauge'>): ObservableGauge {
  return meter.createObservableGauge(declaration.name, options(declaration));
}

function options({ unit, description }: MetricDeclaration): MetricOptions {
  return { unit, description };
}
