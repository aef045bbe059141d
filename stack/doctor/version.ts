/** `20.10.24+dfsg1`, `v2.26.1-4`; undefined for what is no version. */
export function isOlder(version: string, [leastMajor, leastMinor]: readonly [number, number]): boolean | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (match === null) return undefined;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
