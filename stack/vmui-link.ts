import { storedNames } from './stored-names.ts';

// One graph with both quantities: degrees Celsius and percent share an axis well.
const expressions = [storedNames.temperature, storedNames.humidity];

/** vmui, opened on what the sensor measures: gN.expr are its queries, the other two its time range. Five minutes: a first run fills that graph at once. */
export function vmuiLink(victoriaMetricsUrl: string): string {
  const parameters = new URLSearchParams();
  for (const [index, expression] of expressions.entries()) parameters.set(`g${index}.expr`, expression);
  parameters.set('g0.range_input', '5m');
  parameters.set('g0.relative_time', 'last_5_minutes');
  return `${victoriaMetricsUrl}/vmui/#/?${parameters}`;
}
