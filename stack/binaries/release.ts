/** Where a project publishes its binary, below the address that STACK_RELEASES_URL can change. */
export interface Release {
  /** `OWNER/REPOSITORY/releases/download/TAG`, GitHub's layout. */
  readonly folder: string;
  readonly member: string;
  archive(target: ReleaseTarget): string;
  checksums(target: ReleaseTarget): string;
}

export interface ReleaseTarget {
  readonly os: 'linux' | 'darwin';
  readonly arch: 'amd64' | 'arm64';
}

export const defaultReleasesUrl = 'https://github.com';

const archs: Readonly<Record<string, ReleaseTarget['arch']>> = { x64: 'amd64', arm64: 'arm64' };

/** undefined where the projects publish nothing that the pinned Node runs beside. */
export function releaseTarget(platform: string, arch: string): ReleaseTarget | undefined {
  const releaseArch = archs[arch];
  if ((platform !== 'linux' && platform !== 'darwin') || releaseArch === undefined) return undefined;
  return { os: platform, arch: releaseArch };
}

/** The whole contrib distribution: config.yaml is valid for it too, at the price of a far bigger binary than the built one. */
export function collectorRelease(version: string): Release {
  return {
    folder: `open-telemetry/opentelemetry-collector-releases/releases/download/v${version}`,
    member: 'otelcol-contrib',
    archive: ({ os, arch }) => `otelcol-contrib_${version}_${os}_${arch}.tar.gz`,
    checksums: () => 'opentelemetry-collector-releases_otelcol-contrib_checksums.txt',
  };
}

export function victoriaMetricsRelease(version: string): Release {
  const name = ({ os, arch }: ReleaseTarget): string => `victoria-metrics-${os}-${arch}-v${version}`;
  return {
    folder: `VictoriaMetrics/VictoriaMetrics/releases/download/v${version}`,
    member: 'victoria-metrics-prod',
    archive: (target) => `${name(target)}.tar.gz`,
    checksums: (target) => `${name(target)}_checksums.txt`,
  };
}

/** The SHA-256 of `file` in what sha256sum printed, or undefined. */
export function parseChecksum(text: string, file: string): string | undefined {
  for (const line of text.split('\n')) {
    const match = /^([0-9a-f]{64}) [ *](.+)$/i.exec(line.trim());
    if (match?.[2] === file) return match[1]?.toLowerCase();
  }
  return undefined;
}
