/** What `npm run images` makes, in this order: the quick ones first. */
export const imageNames = ['health', 'victoriametrics', 'otelcol', 'sensor'] as const;

export type ImageName = (typeof imageNames)[number];

export interface ImageVersions {
  readonly health: string;
  readonly victoriametrics: string;
  readonly otelcol: string;
  readonly sensor: string;
}

// The bundle (Koa and others MIT, OpenTelemetry Apache-2.0), node, and the libraries of its base: glibc, libstdc++.
const sensorLicences = 'Apache-2.0 AND MIT AND LGPL-2.1-or-later AND GPL-3.0-or-later WITH GCC-exception-3.1';

const descriptions: Readonly<Record<ImageName, { readonly title: string; readonly licences: string }>> = {
  health: { title: 'Asks every part of the pipeline and serves the result', licences: 'Apache-2.0' },
  victoriametrics: { title: 'VictoriaMetrics, single node, built from its pinned source', licences: 'Apache-2.0' },
  otelcol: { title: 'OpenTelemetry Collector with the contrib components of this pipeline', licences: 'Apache-2.0' },
  sensor: { title: 'Reads the sensors of the device and pushes OTLP', licences: sensorLicences },
};

export function repository(name: ImageName): string {
  return `otel-edge/${name}`;
}

/** What compose files name. A foreign processor's image must not take the place of this machine's own: its tag ends in it. */
export function imageTag(name: ImageName, version: string, foreignArch?: string): string {
  return `${repository(name)}:${version}${foreignArch === undefined ? '' : `-${foreignArch}`}`;
}

/** The keys of the OCI image specification. `revision` is the commit, or undefined outside of a repository. */
export function imageLabels(name: ImageName, version: string, revision: string | undefined): Record<string, string> {
  const { title, licences } = descriptions[name];
  return {
    'org.opencontainers.image.title': repository(name),
    'org.opencontainers.image.description': title,
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.licenses': licences,
    ...(revision === undefined ? {} : { 'org.opencontainers.image.revision': revision }),
  };
}
