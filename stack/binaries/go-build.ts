/** Static, without symbols (a third smaller) and without this machine's paths in it. */
export const buildFlags: readonly string[] = ['-trimpath', '-ldflags', '-s -w'];

/** In Node's names: process.platform, process.arch. */
export interface GoTarget {
  readonly platform: string;
  readonly arch: string;
}

const goArchs: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  x64: { GOARCH: 'amd64' },
  arm64: { GOARCH: 'arm64' },
  // Raspberry Pi OS calls ARMv6 armhf as well, but a device of 500 MB that Docker runs on has v7.
  arm: { GOARCH: 'arm', GOARM: '7' },
};

/**
 * CGO off: the binary runs on any libc, and no C compiler is needed, for another processor neither. A target that is
 * not in the table is left to Go's own defaults, which is the machine that it runs on.
 */
export function goEnvironment(env: NodeJS.ProcessEnv, target?: GoTarget): NodeJS.ProcessEnv {
  const arch = target === undefined ? undefined : goArchs[target.arch];
  const os = target !== undefined && arch !== undefined ? { GOOS: target.platform, ...arch } : {};
  return { ...env, CGO_ENABLED: '0', ...os };
}
