import { type LogLevel, logLevels } from '../log.ts';
import { ConfigError } from './config-error.ts';
import { createEnvReader, type Env, type EnvReader, type ReadFile } from './env-reader.ts';
import { type HttpConfig, parseHttpConfig } from './http-config.ts';
import type { SourceConfig } from './source-config.ts';
import { parseTelemetryConfig, type TelemetryConfig } from './telemetry-config.ts';
import { variables } from './variables.ts';

export interface SamplingConfig {
  readonly intervalMillis: number;
  readonly readTimeoutMillis: number;
  readonly queueCapacity: number;
  /** Age from which a reading is stale: three intervals, but at least 15 s, so that one slow read on a fast schedule is no alarm. */
  readonly staleAfterMillis: number;
}

export interface Config {
  readonly logLevel: LogLevel;
  readonly telemetry: TelemetryConfig;
  readonly source: SourceConfig;
  readonly sampling: SamplingConfig;
  readonly http: HttpConfig;
}

/**
 * The whole configuration from the environment.
 * @throws ConfigError listing every fault; nothing has started then.
 */
export function parseConfig(env: Env, readFile: ReadFile): Config {
  const reader = createEnvReader(env, readFile);
  const config: Config = {
    logLevel: reader.oneOf(variables.logLevel, logLevels),
    telemetry: parseTelemetryConfig(reader),
    source: parseSource(reader),
    sampling: parseSampling(reader),
    http: parseHttpConfig(reader),
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return Object.freeze(config);
}

function parseSampling(reader: EnvReader): SamplingConfig {
  const intervalMillis = reader.integer(variables.sampleInterval);
  return {
    intervalMillis,
    readTimeoutMillis: reader.integer(variables.readTimeout),
    queueCapacity: reader.integer(variables.queueCapacity),
    staleAfterMillis: Math.max(3 * intervalMillis, 15_000),
  };
}

function parseSource(reader: EnvReader): SourceConfig {
  const sysfsRoot = reader.text(variables.sysfsRoot);
  const speed = reader.integer(variables.replaySpeed);
  const raw = reader.text(variables.source);
  const [kind, ...rest] = raw.split(':');
  const select = rest.join(':');
  if (kind === 'replay' && select !== '') return { kind, file: select, speed };
  if (kind === 'auto' && rest.length === 0) return { kind, sysfsRoot };
  const known = kind === 'iio' || kind === 'hwmon' || kind === 'thermal';
  if (known && (rest.length === 0 || select !== '')) return { kind, select: select || undefined, sysfsRoot };
  reader.refuse(variables.source);
  return { kind: 'auto', sysfsRoot };
}
