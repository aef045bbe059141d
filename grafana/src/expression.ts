import { attributeKeys, type MetricDeclaration } from '../../sensor/src/metric-names.ts';
import { prometheusLabel, prometheusName } from '../../sensor/src/prometheus-name.ts';

/** The chosen devices in Grafana; vmui has no choice, so there it is left out. */
export const chosenDevice = 'host_name=~"$device"';

/** Grafana's: at least four pushes, and the whole step of a long graph. MetricsQL finds the same by itself where it is left out, as in vmui. */
export const rateWindow = '[$__rate_interval]';

/** Label names of the sensor's attributes. */
export const labels = {
  stage: prometheusLabel(attributeKeys.stage),
  errorType: prometheusLabel(attributeKeys.errorType),
  dropReason: prometheusLabel(attributeKeys.dropReason),
  hardwareId: prometheusLabel(attributeKeys.hardwareId),
  source: prometheusLabel(attributeKeys.source),
  faultType: prometheusLabel(attributeKeys.faultType),
  ioDirection: prometheusLabel(attributeKeys.ioDirection),
  route: prometheusLabel(attributeKeys.httpRoute),
  status: prometheusLabel(attributeKeys.httpStatus),
  device: 'host_name',
  service: 'service_name',
  instance: 'service_instance_id',
  version: 'service_version',
} as const;

/** The three labels that every sender has, and that no restart changes. */
export const identity = `${labels.device}, ${labels.instance}, ${labels.service}`;

type Metric = MetricDeclaration | string;

/** Legend of a series by its device. */
export const deviceName = `{{${labels.device}}}`;

/** The series of a metric on the chosen devices. @param matchers more of them, as `label="value"`. */
export function select(metric: Metric, ...matchers: readonly string[]): string {
  return selectEverywhere(metric, chosenDevice, ...matchers);
}

/** The same on all devices. */
export function selectEverywhere(metric: Metric, ...matchers: readonly string[]): string {
  return `${nameOf(metric)}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`;
}

/** Per second, of a counter's series. */
export const rate = (selector: string): string => `rate(${selector}${rateWindow})`;

/** `sum` or another aggregation, by the device and whatever else tells series apart. */
export const by = (aggregation: string, more: readonly string[], expression: string): string =>
  `${aggregation} by (${[labels.device, ...more].join(', ')}) (${expression})`;

/** A counter per second and device, and by whatever else is asked for. */
export const perSecond = (selector: string, ...more: readonly string[]): string => by('sum', more, rate(selector));

export const perMinute = (selector: string, ...more: readonly string[]): string =>
  `60 * ${perSecond(selector, ...more)}`;

/** Mean of what a histogram has counted. */
export const meanOf = (histogram: MetricDeclaration, more: readonly string[]): string =>
  `${by('sum', more, rate(select(`${nameOf(histogram)}_sum`)))} / ${by('sum', more, rate(select(`${nameOf(histogram)}_count`)))}`;

export const quantileOf = (quantile: number, histogram: MetricDeclaration, more: readonly string[]): string =>
  `histogram_quantile(${quantile}, ${by('sum', [...more, 'le'], rate(select(`${nameOf(histogram)}_bucket`)))})`;

export const nameOf = (metric: Metric): string => (typeof metric === 'string' ? metric : prometheusName(metric));
