import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { metrics } from '../metric-names.ts';

/** Gauges: what a store has forgotten of them does not come back by itself, as that of a counter does. */
const repeatedNames: ReadonlySet<string> = new Set(
  [
    metrics.temperature,
    metrics.temperatureMin,
    metrics.temperatureMax,
    metrics.humidity,
    metrics.humidityMin,
    metrics.humidityMax,
    metrics.pushSequence,
  ].map(({ name }) => name),
);

/** The push with the readings of the ones before it, each with its own time. `isTrusted`: its times are final. */
export type RepeatReadings = (push: ResourceMetrics, isTrusted: boolean) => ResourceMetrics;

/**
 * A store that is killed forgets what it has acknowledged in the last seconds; it comes again with the next push, and a store that has it already keeps one
 * (docs/decisions/0010-durability-profiles.md). A push whose times may still have to be corrected goes alone: restampPush knows one time a push.
 * @param pushes how many before it; 0: none.
 */
export function createRepeatReadings(pushes: number): RepeatReadings {
  let earlier: readonly (readonly MetricData[])[] = [];
  return (push, isTrusted) => {
    const repeated = isTrusted ? withEarlier(push, earlier.flat()) : push;
    earlier = isTrusted && pushes > 0 ? [...earlier, readingsOf(push)].slice(-pushes) : [];
    return repeated;
  };
}

function readingsOf({ scopeMetrics }: ResourceMetrics): readonly MetricData[] {
  return scopeMetrics.flatMap((scope) => scope.metrics).filter(isRepeated);
}

/** Readings and the number of the push are of one scope, and the number is always there. */
function withEarlier(push: ResourceMetrics, earlier: readonly MetricData[]): ResourceMetrics {
  const scopeMetrics = push.scopeMetrics.map((scope) =>
    scope.metrics.some(isRepeated) ? { ...scope, metrics: joined([...earlier, ...scope.metrics]) } : scope,
  );
  return { ...push, scopeMetrics };
}

/** One metric for each name, oldest points first. */
function joined(all: readonly MetricData[]): MetricData[] {
  const byName = new Map<string, MetricData>();
  for (const metric of all) {
    const before = byName.get(metric.descriptor.name);
    const dataPoints = [...(before?.dataPoints ?? []), ...metric.dataPoints];
    byName.set(metric.descriptor.name, { ...metric, dataPoints } as MetricData); // a union, of which the points keep their kind
  }
  return [...byName.values()];
}

function isRepeated({ descriptor }: MetricData): boolean {
  return repeatedNames.has(descriptor.name);
}
