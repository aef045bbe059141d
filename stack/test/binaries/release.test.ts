import { describe, expect, test } from 'vitest';
import { collectorRelease, parseChecksum, releaseTarget, victoriaMetricsRelease } from '../../binaries/release.ts';

const linux = { os: 'linux', arch: 'amd64' } as const;

describe('releases', () => {
  test('has the names under which the collector is published', () => {
    const release = collectorRelease('0.159.0');
    expect(`${release.folder}/${release.archive(linux)}`).toBe(
      'open-telemetry/opentelemetry-collector-releases/releases/download/v0.159.0/otelcol-contrib_0.159.0_linux_amd64.tar.gz',
    );
    expect(release.checksums(linux)).toBe('opentelemetry-collector-releases_otelcol-contrib_checksums.txt');
  });

  test('has the names under which VictoriaMetrics is published', () => {
    const release = victoriaMetricsRelease('1.143.0');
    expect(`${release.folder}/${release.archive(linux)}`).toBe(
      'VictoriaMetrics/VictoriaMetrics/releases/download/v1.143.0/victoria-metrics-linux-amd64-v1.143.0.tar.gz',
    );
    expect(release.checksums(linux)).toBe('victoria-metrics-linux-amd64-v1.143.0_checksums.txt');
  });
});

describe('releaseTarget', () => {
  test.each([
    ['linux', 'x64', { os: 'linux', arch: 'amd64' }],
    ['darwin', 'arm64', { os: 'darwin', arch: 'arm64' }],
    ['win32', 'x64', undefined],
    ['linux', 'riscv64', undefined],
  ])('of %s %s is %j', (platform, arch, target) => {
    expect(releaseTarget(platform, arch)).toEqual(target);
  });
});

describe('parseChecksum', () => {
  const sum = 'a'.repeat(64);

  test.each([
    `${sum}  file.tar.gz\n`,
    `${sum} *file.tar.gz`,
    `${'b'.repeat(64)}  other\n${sum.toUpperCase()}  file.tar.gz`,
  ])('finds it in %j', (text) => {
    expect(parseChecksum(text, 'file.tar.gz')).toBe(sum);
  });

  test.each(['', `${sum}  file.tar.gz.sbom.json`, `${sum}  my-file.tar.gz`, `${sum.slice(1)}  file.tar.gz`, '<html>'])(
    'finds none in %j',
    (text) => {
      expect(parseChecksum(text, 'file.tar.gz')).toBeUndefined();
    },
  );
});
