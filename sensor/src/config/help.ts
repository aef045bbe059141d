import { type Variable, variables } from './variables.ts';

/** What --help prints: every variable with its default and what is allowed, from the one table that the parser uses. */
export function helpText(): string {
  return [
    "sensor: reads the device's sensors and pushes what it reads as OpenTelemetry metrics.",
    '',
    'Usage: npm run sensor            configured by environment variables alone',
    '       npm run sensor -- --help  this text',
    '',
    'Answers on SENSOR_HTTP_HOST:SENSOR_HTTP_PORT: /sensor /metrics /livez /readyz',
    'Exit codes: 0 stopped by a signal, 1 a fault of the service, 64 unknown argument, 78 configuration rejected.',
    '',
    'Variables (unset or blank means the default):',
    '',
    ...Object.values(variables).map(describe),
  ].join('\n');
}

function describe({ name, fallback, allowed, meaning }: Variable): string {
  const defaults = fallback === '' ? '' : `; default ${fallback}`;
  return `  ${name}\n      ${meaning}.\n      ${allowed}${defaults}\n`;
}
