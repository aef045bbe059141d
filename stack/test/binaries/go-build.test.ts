import { describe, expect, test } from 'vitest';
import { goEnvironment } from '../../binaries/go-build.ts';

describe('goEnvironment', () => {
  test.each([
    ['x64', { GOOS: 'linux', GOARCH: 'amd64' }],
    ['arm64', { GOOS: 'linux', GOARCH: 'arm64' }],
    ['arm', { GOOS: 'linux', GOARCH: 'arm', GOARM: '7' }],
  ])('compiles for linux on %s', (arch, expected) => {
    const env = goEnvironment({ HOME: '/home/me' }, { platform: 'linux', arch });
    expect(env).toEqual({ HOME: '/home/me', CGO_ENABLED: '0', ...expected });
  });

  test('leaves what it does not know, and what runs on this machine, to Go', () => {
    expect(goEnvironment({}, { platform: 'linux', arch: 'riscv64' })).toEqual({ CGO_ENABLED: '0' });
    expect(goEnvironment({})).toEqual({ CGO_ENABLED: '0' });
  });
});
