/** A platform in the three spellings that are needed. */
export interface ImagePlatform {
  /** Docker's: linux/amd64. */
  readonly name: string;
  /** Docker's word for the processor alone, in tags and file names. */
  readonly arch: string;
  /** Node's, which the binaries' cache and the Go builds go by. */
  readonly nodeArch: string;
  /** Where Debian keeps the libraries of this processor; undefined: no Node 24 for it. */
  readonly libraries: DebianLibraries | undefined;
}

export interface DebianLibraries {
  readonly triplet: string;
  /** The dynamic loader, and the folder that is compiled into every binary as its place. */
  readonly loader: string;
  readonly loaderFolder: string;
}

export const imagePlatforms: readonly ImagePlatform[] = [
  {
    name: 'linux/amd64',
    arch: 'amd64',
    nodeArch: 'x64',
    libraries: { triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2', loaderFolder: '/lib64' },
  },
  {
    name: 'linux/arm64',
    arch: 'arm64',
    nodeArch: 'arm64',
    libraries: { triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1', loaderFolder: '/lib' },
  },
  { name: 'linux/arm/v7', arch: 'arm', nodeArch: 'arm', libraries: undefined },
];

/** By Docker's name; `aarch64` and `x86_64` are what `docker info` says. */
export function findPlatform(name: string): ImagePlatform | undefined {
  const normal = name.replace('aarch64', 'arm64').replace('x86_64', 'amd64');
  return imagePlatforms.find((platform) => platform.name === normal || platform.name === `${normal}/v7`);
}
