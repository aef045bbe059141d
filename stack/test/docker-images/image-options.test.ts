import { describe, expect, test } from 'vitest';
import { choosePlatform } from '../../docker/build-images.ts';
import { parseImageOptions } from '../../docker/image-options.ts';

const usage = expect.objectContaining({ code: 'ERR_USAGE' });

describe('parseImageOptions', () => {
  test('makes everything for the engine by default', () => {
    expect(parseImageOptions([])).toEqual({
      help: false,
      json: false,
      names: ['health', 'victoriametrics', 'otelcol', 'sensor'],
      platform: undefined,
      sensorBase: { kind: 'auto' },
      saveFolder: undefined,
    });
  });

  test.each([[['--only', 'sensor,health']], [['--only', 'sensor', '--only', 'health', '--only', 'health']]])(
    'takes names in any order, once each: %j',
    (args) => {
      expect(parseImageOptions(args).names).toEqual(['health', 'sensor']);
    },
  );

  test.each(['grafana', '', 'sensor,', 'Sensor'])('refuses --only %j', (name) => {
    expect(() => parseImageOptions(['--only', name])).toThrow(usage);
  });

  test.each([
    ['linux/amd64', 'amd64'],
    ['linux/arm64', 'arm64'],
    ['linux/aarch64', 'arm64'],
    ['linux/arm/v7', 'arm'],
  ])('knows the platform %s', (name, arch) => {
    expect(parseImageOptions(['--platform', name]).platform?.arch).toBe(arch);
  });

  test.each(['amd64', 'linux/riscv64', 'darwin/arm64', ''])('refuses the platform %j', (name) => {
    expect(() => parseImageOptions(['--platform', name])).toThrow(usage);
  });

  test.each([
    ['auto', { kind: 'auto' }],
    ['scratch', { kind: 'scratch' }],
    ['node:24.21.0-bookworm-slim', { kind: 'image', image: 'node:24.21.0-bookworm-slim' }],
    ['mirror.example:5000/node@sha256:0a', { kind: 'image', image: 'mirror.example:5000/node@sha256:0a' }],
  ])('takes the base %j', (text, base) => {
    expect(parseImageOptions(['--sensor-base', text]).sensorBase).toEqual(base);
  });

  test.each(['--sensor-base=', '--sensor-base=-v', '--sensor-base=a b', '--save=', '--save= ', '--push', 'sensor'])(
    'refuses %j',
    (argument) => {
      expect(() => parseImageOptions([argument])).toThrow(usage);
    },
  );
});

describe('choosePlatform', () => {
  test('is the engine as it calls itself, unless one is asked for', () => {
    expect(choosePlatform(parseImageOptions([]), 'linux/arm64').name).toBe('linux/arm64');
    expect(choosePlatform(parseImageOptions(['--platform', 'linux/amd64']), 'linux/arm64').name).toBe('linux/amd64');
  });

  test('makes all but the sensor for 32-bit Arm, which Node 24 does not exist for', () => {
    expect(() => choosePlatform(parseImageOptions([]), 'linux/arm')).toThrow(usage);
    expect(choosePlatform(parseImageOptions(['--only', 'otelcol,health']), 'linux/arm').name).toBe('linux/arm/v7');
  });

  test.each(['linux/s390x', 'windows/amd64'])('refuses an engine on %s', (engine) => {
    expect(() => choosePlatform(parseImageOptions([]), engine)).toThrow(usage);
  });
});
