import { readFileSync } from 'node:fs';
import { systemClock } from '../../../sensor/src/clock.ts';
import { parseConfig } from '../../../sensor/src/config/config.ts';
import { openSource } from '../../../sensor/src/source/open-source.ts';
import { SourceError } from '../../../sensor/src/source/sensor-source.ts';
import { HttpStatusError, probe } from '../probe.ts';

/** What the sensor itself says. */
export interface SensorFacts {
  /** ok, stale, error; undefined: it asks for a token first. */
  readonly status: string | undefined;
}

export async function readSensor(url: string, certificateFile?: string): Promise<SensorFacts> {
  try {
    const { status } = JSON.parse(await probe(`${url}/sensor`, certificateFile)) as { readonly status?: string };
    return { status };
  } catch (error) {
    if (error instanceof HttpStatusError && error.status === 401) return { status: undefined };
    throw error;
  }
}

/** What the sensor would find here. */
export interface HardwareFacts {
  readonly isFound: boolean;
  /** The device, or why there is none. */
  readonly what: string;
}

// The sensor's own bound for a reading.
const readTimeoutMillis = 5_000;

/** @throws where the configuration names no source at all. */
export async function readHardware(source: string, sysRoot: string): Promise<HardwareFacts> {
  const config = parseConfig({ SENSOR_SOURCE: source, SENSOR_SYSFS_ROOT: sysRoot }, readFileSync);
  try {
    const signal = AbortSignal.timeout(readTimeoutMillis);
    const { source: kind, hardwareId } = await openSource(config.source, { clock: systemClock }).read(signal);
    return { isFound: true, what: `${kind} ${hardwareId}` };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    // Behind the semicolon stand its own next steps.
    return { isFound: false, what: error.message.split('; ')[0] ?? '' };
  }
}
