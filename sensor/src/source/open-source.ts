import type { Clock } from '../clock.ts';
import type { SourceConfig } from '../config/source-config.ts';
import { createAutoSource } from './auto-source.ts';
import { createHwmonSource } from './hwmon-source.ts';
import { createIioSource } from './iio-source.ts';
import { createReplaySource } from './replay-source.ts';
import type { SensorSource } from './sensor-source.ts';
import { createThermalSource } from './thermal-source.ts';

/** The only place that knows all kinds of sources. Touches nothing: hardware and files are first looked at by the first read. */
export function openSource(config: SourceConfig, { clock }: { readonly clock: Clock }): SensorSource {
  switch (config.kind) {
    case 'auto':
      return createAutoSource(config, { clock });
    case 'iio':
      return createIioSource(config);
    case 'hwmon':
      return createHwmonSource(config);
    case 'thermal':
      return createThermalSource(config);
    case 'replay':
      return createReplaySource(config, { clock });
  }
}
