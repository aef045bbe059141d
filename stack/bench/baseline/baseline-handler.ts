import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { metrics } from '../../../sensor/src/metric-names.ts';
import { prometheusName } from '../../../sensor/src/prometheus-name.ts';
import type { Reading, SensorSource } from '../../../sensor/src/source/sensor-source.ts';
import type { Faults } from './faults.ts';

export interface BaselineDeps {
  readonly source: SensorSource;
  readonly faults: Faults;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly residentBytes: () => number;
}

/** The service of the original design: it reads the sensor when it is asked, and is asked by a scraper. */
export function createBaselineHandler(deps: BaselineDeps): RequestListener {
  return (request, response) => {
    answer(request, response, deps).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, deps: BaselineDeps): Promise<void> {
  const { faults, source, now, residentBytes } = deps;
  faults.onRequest();
  if (request.url === '/livez') return send(response, 200, 'text/plain', 'ok\n');
  const read = (): Promise<Reading> => source.read(new AbortController().signal);
  if (request.url === '/sensor') {
    const { temperatureCelsius, humidityPercent } = await read();
    const body = {
      status: 'ok',
      temperature: temperatureCelsius,
      humidity: humidityPercent,
      timestamp: now() / 1000,
      padding: faults.sensorPadding(),
    };
    return send(response, 200, 'application/json', JSON.stringify(body));
  }
  if (request.url === '/metrics') {
    faults.onMetrics();
    return send(response, 200, 'text/plain; version=0.0.4', metricsText(await read(), residentBytes()));
  }
  send(response, 404, 'text/plain', 'there are /sensor, /metrics and /livez\n');
}

/** Under the names of this project, so that both stores are asked the same question. */
function metricsText({ temperatureCelsius, humidityPercent }: Reading, residentBytes: number): string {
  const values = [
    [metrics.temperature, temperatureCelsius],
    [metrics.humidity, humidityPercent],
    [metrics.memory, residentBytes],
  ] as const;
  return values
    .filter(([, value]) => value !== null)
    .map(([metric, value]) => `# TYPE ${prometheusName(metric)} gauge\n${prometheusName(metric)} ${value}\n`)
    .join('');
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body);
}
