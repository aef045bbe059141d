import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePorts } from '../native/free-ports.ts';
import { answered } from './eventually.ts';

export interface QueueFill {
  readonly sizeBytes: number;
  readonly capacityBytes: number;
}

export interface QueueGauge {
  /** On top of the collector's configuration. */
  readonly configFile: string;
  read(): Promise<QueueFill>;
}

interface CollectorConfig {
  readonly service: { readonly telemetry: { readonly metrics: { readonly readers: readonly unknown[] } } };
}

/**
 * What the collector says of its queue, asked directly: what it pushes of itself waits in that queue, and is refused when it is full. The reader that
 * pushes stays, for a second configuration replaces the list.
 */
export async function createQueueGauge(root: string, folder: string): Promise<QueueGauge> {
  const config = parse(await readFile(join(root, 'otel-collector/config.yaml'), 'utf8')) as CollectorConfig;
  const [port] = await freePorts(1);
  const asked = { pull: { exporter: { prometheus: { host: '127.0.0.1', port } } } };
  const readers = [...config.service.telemetry.metrics.readers, asked];
  const configFile = join(folder, 'queue-gauge.yaml');
  // JSON is YAML.
  await writeFile(configFile, JSON.stringify({ service: { telemetry: { metrics: { level: 'normal', readers } } } }));
  return {
    configFile,
    read: () =>
      answered(async () => {
        const response = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(5_000) });
        return parseQueueFill(await response.text());
      }),
  };
}

/** @throws where it does not say. */
export function parseQueueFill(text: string): QueueFill {
  const of = (name: string): number => {
    const value = new RegExp(`^otelcol_exporter_queue_${name}\\{[^}]*\\} (\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`the collector says no otelcol_exporter_queue_${name}`);
    return Number(value);
  };
  return { sizeBytes: of('size'), capacityBytes: of('capacity') };
}
