/** One attempt to read the hardware that worked. A quantity the hardware does not have is null, never a guess. */
export interface Reading {
  /** Degrees Celsius. */
  readonly temperatureCelsius: number | null;
  /** Relative humidity in percent, 0 to 100. */
  readonly humidityPercent: number | null;
  /** Kind of source, exported as `sensor.source`: `iio`, `hwmon`, `thermal`, `replay` or a name of your own. Bounded: one per source. */
  readonly source: string;
  /** Which device, exported as `hw.id`. Must be the same after a reboot, so no enumeration order in it where sysfs offers better. */
  readonly hardwareId: string;
  /** What did not work although the reading as a whole did (a quantity that is null because it failed, damaged lines): counted, nothing else is lost. */
  readonly failures?: readonly SourceError[];
}

/** Where readings come from. Implement this for a sensor of your own; see examples/own-sensor.ts. */
export interface SensorSource {
  /**
   * Reads the hardware once. Called again only after the previous call has settled.
   * Rejects with a {@link SourceError} when there is nothing to read; anything else it rejects with is counted as `io_error`.
   * @param signal aborted when the read has taken too long; its result is then ignored.
   */
  read(signal: AbortSignal): Promise<Reading>;
}

/** Why a read failed; exported as `error.type`, so the set is closed. */
export type SourceErrorCode = 'not_found' | 'io_error' | 'malformed' | 'timeout';

/** The hardware (or the recording) did not give a reading. The service goes on; the failure is counted under its code. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly code: SourceErrorCode;
  constructor(code: SourceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
