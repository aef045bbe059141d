import type { EnvReader } from './env-reader.ts';
import { parseHeaderLines } from './header-lines.ts';
import { parseKeyValueList } from './key-value-list.ts';
import { type IntegerVariable, type Variable, variables } from './variables.ts';

/** How a push is sent. Certificates and keys are file contents. */
export interface ExporterConfig {
  readonly protocol: 'http/json' | 'http/protobuf';
  readonly url: string;
  /** May hold secrets: never logged. */
  readonly headers: Readonly<Record<string, string>>;
  /** One push. */
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
  readonly authorities: Buffer | undefined;
  readonly clientCertificate: Buffer | undefined;
  readonly clientKey: Buffer | undefined;
}

/** Where pushes wait that could not be delivered. */
export interface SpoolConfig {
  /** Undefined: in memory only. */
  readonly directory: string | undefined;
  readonly limitBytes: number;
  readonly memoryLimitBytes: number;
  readonly fsync: boolean;
}

/** What makes a time plausible. */
export interface ClockConfig {
  /** Unix milliseconds; no clock that is set shows less. */
  readonly earliestMillis: number;
  /** Most that this clock may differ from the endpoint's. */
  readonly toleranceMillis: number;
}

export interface TelemetryConfig {
  readonly enabled: boolean;
  /** From OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME; the device's defaults are added where the service starts. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly intervalMillis: number;
  /** Bound of one push, collection included; never above the interval. */
  readonly exportTimeoutMillis: number;
  readonly exporter: ExporterConfig;
  /** Earlier pushes whose readings go again with each. */
  readonly repeatedPushes: number;
  readonly spool: SpoolConfig;
  readonly clock: ClockConfig;
}

const protocols = ['http/json', 'http/protobuf'] as const;
const compressions = ['none', 'gzip'] as const;

export function parseTelemetryConfig(reader: EnvReader): TelemetryConfig {
  const intervalMillis = reader.integer(variables.exportInterval);
  const exportTimeoutMillis = reader.integer(variables.exportTimeout);
  if (reader.given(variables.exportTimeout) !== undefined && exportTimeoutMillis > intervalMillis) {
    reader.refuseTogether(
      `${variables.exportTimeout.name} (${exportTimeoutMillis}) must not be above ${variables.exportInterval.name} (${intervalMillis})`,
    );
  }
  const boundMillis = Math.min(exportTimeoutMillis, intervalMillis);
  return {
    enabled: !reader.boolean(variables.sdkDisabled),
    resourceAttributes: {
      ...list(reader, variables.resourceAttributes, { shown: true }),
      'service.name': serviceName(reader),
    },
    intervalMillis,
    exportTimeoutMillis: boundMillis,
    exporter: parseExporter(reader, boundMillis),
    repeatedPushes: reader.integer(variables.pushRepeat),
    spool: {
      directory: reader.given(variables.spoolDir),
      limitBytes: reader.integer(variables.spoolLimit),
      memoryLimitBytes: reader.integer(variables.spoolMemoryLimit),
      fsync: reader.boolean(variables.spoolFsync),
    },
    clock: {
      earliestMillis: parseDate(reader, variables.clockEarliest),
      toleranceMillis: reader.integer(variables.clockTolerance),
    },
  };
}

/** Unix milliseconds; a date without a time is the beginning of that day, UTC. */
function parseDate(reader: EnvReader, variable: Variable): number {
  const raw = reader.text(variable);
  const millis = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(raw) ? Date.parse(raw) : Number.NaN;
  if (!Number.isNaN(millis)) return millis;
  reader.refuse(variable);
  return 0;
}

function serviceName(reader: EnvReader): string {
  const fromAttributes = parseKeyValueList(reader.text(variables.resourceAttributes))?.['service.name'];
  return reader.given(variables.serviceName) ?? (fromAttributes || variables.serviceName.fallback);
}

function parseExporter(reader: EnvReader, boundMillis: number): ExporterConfig {
  const timeout = winner(reader, variables.metricsTimeout, variables.timeout);
  const clientCertificate = reader.file(
    winner(reader, variables.metricsClientCertificate, variables.clientCertificate),
  );
  const clientKey = reader.file(winner(reader, variables.metricsClientKey, variables.clientKey));
  if (
    given(reader, 'clientCertificate', 'metricsClientCertificate') !== given(reader, 'clientKey', 'metricsClientKey')
  ) {
    reader.refuseTogether(
      `${variables.clientCertificate.name} and ${variables.clientKey.name} go together: one of them is missing`,
    );
  }
  return {
    protocol: reader.oneOf(winner(reader, variables.metricsProtocol, variables.protocol), protocols),
    url: endpoint(reader),
    headers: headers(reader),
    timeoutMillis: Math.min(reader.integer(timeout), boundMillis),
    compression: reader.oneOf(winner(reader, variables.metricsCompression, variables.compression), compressions),
    authorities: reader.file(winner(reader, variables.metricsCertificate, variables.certificate)),
    clientCertificate,
    clientKey,
  };
}

/** The signal's own variable where it is set, otherwise the general one. */
function winner(reader: EnvReader, specific: IntegerVariable, general: IntegerVariable): IntegerVariable;
function winner(reader: EnvReader, specific: Variable, general: Variable): Variable;
function winner(reader: EnvReader, specific: Variable, general: Variable): Variable {
  return reader.given(specific) === undefined ? general : specific;
}

function given(reader: EnvReader, ...keys: readonly (keyof typeof variables)[]): boolean {
  return keys.some((key) => reader.given(variables[key]) !== undefined);
}

/** The general endpoint gets the path `v1/metrics` added, the metrics endpoint is used as it is: so the specification says. */
function endpoint(reader: EnvReader): string {
  if (reader.given(variables.metricsEndpoint) !== undefined) return url(reader, variables.metricsEndpoint)?.href ?? '';
  const base = url(reader, variables.endpoint);
  if (base === undefined) return '';
  base.pathname = `${base.pathname.replace(/\/$/, '')}/v1/metrics`;
  return base.href;
}

function url(reader: EnvReader, variable: Variable): URL | undefined {
  const parsed = URL.parse(reader.text(variable));
  const secret = parsed !== null && (parsed.username !== '' || parsed.password !== '');
  if (parsed !== null && !secret && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  reader.refuse(variable, secret ? { shown: false, why: `put credentials into ${variables.headers.name}` } : {});
  return undefined;
}

function headers(reader: EnvReader): Readonly<Record<string, string>> {
  return {
    ...validHeaders(reader, variables.headers, list(reader, variables.headers, { shown: false })),
    ...validHeaders(reader, variables.metricsHeaders, list(reader, variables.metricsHeaders, { shown: false })),
    ...validHeaders(reader, variables.headersFile, headersOfFile(reader)),
  };
}

function headersOfFile(reader: EnvReader): Readonly<Record<string, string>> {
  const content = reader.file(variables.headersFile);
  if (content === undefined) return {};
  const parsed = parseHeaderLines(content.toString('utf8'));
  if (parsed !== undefined) return parsed;
  reader.refuse(variables.headersFile, { why: 'its content is something else' });
  return {};
}

function validHeaders(
  reader: EnvReader,
  variable: Variable,
  parsed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const ok = Object.entries(parsed).every(
    ([key, value]) => /^[!#$%&'*+\-.^_`|~\w]+$/.test(key) && /^[\t\x20-\x7e]*$/.test(value),
  );
  if (ok) return parsed;
  reader.refuse(variable, { shown: false, why: 'a name or value is not allowed in HTTP' });
  return {};
}

function list(
  reader: EnvReader,
  variable: Variable,
  { shown }: { readonly shown: boolean },
): Readonly<Record<string, string>> {
  const parsed = parseKeyValueList(reader.text(variable));
  if (parsed !== undefined) return parsed;
  reader.refuse(variable, { shown });
  return {};
}
