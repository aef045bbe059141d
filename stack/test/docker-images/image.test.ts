import { expect, test } from 'vitest';
import { buildArguments } from '../../docker/build-image.ts';
import { imageLabels, imageTag } from '../../docker/image.ts';
import { reportJson, reportTable } from '../../docker/image-report.ts';

test('an image for another processor does not take the tag of this one', () => {
  expect(imageTag('otelcol', '1.2.3')).toBe('otel-edge/otelcol:1.2.3');
  expect(imageTag('otelcol', '1.2.3', 'arm64')).toBe('otel-edge/otelcol:1.2.3-arm64');
});

test('labels tell version and commit, outside of a repository the version alone', () => {
  expect(imageLabels('health', '1.2.3', 'abc')).toMatchObject({
    'org.opencontainers.image.title': 'otel-edge/health',
    'org.opencontainers.image.version': '1.2.3',
    'org.opencontainers.image.revision': 'abc',
    'org.opencontainers.image.licenses': 'Apache-2.0',
  });
  expect(Object.keys(imageLabels('health', '1.2.3', undefined))).not.toContain('org.opencontainers.image.revision');
});

test('a platform is named to docker build for foreign images only', () => {
  const build = {
    tag: 'a:1',
    platform: 'linux/arm64',
    labels: { k: 'v w' },
    buildArgs: { BASE: 'b' },
    modifiedSeconds: 7,
  };
  const values = ['--build-arg', 'BASE=b', '--build-arg', 'SOURCE_DATE_EPOCH=7'];
  const rest = [...values, '--label', 'k=v w', 'folder'];
  expect(buildArguments({ ...build, isForeign: false }, 'folder')).toEqual(['build', '--tag', 'a:1', ...rest]);
  expect(buildArguments({ ...build, isForeign: true }, 'folder')).toEqual([
    ...['build', '--tag', 'a:1', '--platform', 'linux/arm64'],
    ...rest,
  ]);
});

test('the report adds up sizes, and shows archives where there are any', () => {
  const archive = { file: 'health.tar.gz', bytes: 1_000_000, sha256: 'ab' };
  const images = [
    { name: 'health', tag: 'otel-edge/health:1', bytes: 2_500_000 },
    { name: 'otelcol', tag: 'otel-edge/otelcol:1', bytes: 36_600_000 },
  ] as const;
  const report = { platform: 'linux/amd64', sensorBase: null, images };
  expect(reportTable(report)).toBe(
    [
      '  image                   size\n',
      '  otel-edge/health:1    2.5 MB\n',
      '  otel-edge/otelcol:1  36.6 MB\n',
      '  together             39.1 MB\n',
    ].join(''),
  );
  const withArchive = { ...report, images: [{ ...images[0], archive }, images[1]] };
  expect(reportTable(withArchive).split('\n')[1]).toBe('  otel-edge/health:1    2.5 MB   1.0 MB');
  expect(JSON.parse(reportJson(withArchive))).toEqual(withArchive);
});
