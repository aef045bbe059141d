export const severities = ['error', 'warning', 'note'] as const;

/** error: data are lost, or nothing can be seen, now or at the next start. warning: it will come to that, or somebody else could look in. note: worth knowing. */
export type Severity = (typeof severities)[number];

/** Stable: scripts go by them, and docs/runbook.md has a section for each. */
export const findingNames = [
  // In the order in which they are worth looking at: the machine, Docker, what runs on it, what is kept, who can look in, what is measured, the way of the data.
  'clock-implausible',
  'clock-behind-store',
  'clock-not-synchronised',
  'memory-limits-off',
  'swap-limit-off',
  'swap-on-disk',
  'cgroup-v1',
  'read-ahead-too-large',
  'docker-unreachable',
  'docker-too-old',
  'compose-too-old',
  'image-architecture',
  'nothing-runs',
  'port-in-use',
  'volume-owner',
  'data-folder-not-writable',
  'service-missing',
  'service-down',
  'service-restarting',
  'service-killed-for-memory',
  'service-unhealthy',
  'service-without-limit',
  'disk-full',
  'disk-too-small',
  'secret-missing',
  'secret-readable-by-others',
  'secret-not-readable',
  'secret-in-env-file',
  'port-open-without-credential',
  'port-open-without-tls',
  'port-open-for-grpc',
  'no-sensor-hardware',
  'no-reading',
  'readings-are-recorded',
  'store-unreachable',
  'store-read-only',
  'still-starting',
  'component-silent',
  'queue-filling',
  'spool-filling',
  'points-refused',
  'points-dropped',
  'rows-ignored',
  'canary-refused',
  'canary-lost',
  'canary-slow',
] as const;

export type FindingName = (typeof findingNames)[number];

export interface Finding {
  readonly name: FindingName;
  readonly severity: Severity;
  /** Which service, port, file or device; undefined: the machine or the whole. */
  readonly subject?: string;
  /** What was seen, with its numbers. */
  readonly seen: string;
  /** What to do next. */
  readonly action: string;
}

/** The worst first; among equals in the order of the names. */
export function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      findingNames.indexOf(a.name) - findingNames.indexOf(b.name),
  );
}

export function isAllRight(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === 'note');
}
