import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildSensor } from '../../../sensor/build.ts';
import { findGo } from '../../binaries/go-toolchain.ts';
import { readHealth } from '../../binaries/health.ts';
import { resolveAll } from '../../binaries/resolve-all.ts';
import { resolveBinary } from '../../binaries/resolve-binary.ts';
import { readServiceLimits, type ServiceLimits } from '../../limits.ts';
import { sensorVersion } from '../../native/sensor-bundle.ts';
import type { BenchContext } from '../benchmark.ts';

/** What the stack's components are started from. */
export interface StackFiles {
  readonly root: string;
  /** Copies of its own, mapped by nothing else: pages that another process has mapped are not charged to the one that is measured. */
  readonly node: string;
  readonly collector: string;
  readonly victoriaMetrics: string;
  readonly health: string;
  readonly sensorBundle: string;
  /** Those of docker-compose.yml. */
  readonly limits: Readonly<Record<'sensor' | 'collector' | 'victoriaMetrics' | 'health', ServiceLimits>>;
}

export async function stackFiles({ root, workDir, progress }: BenchContext): Promise<StackFiles> {
  const deps = { env: process.env, progress, signal: new AbortController().signal };
  const found = await resolveAll(root, deps);
  const health = await resolveBinary(await readHealth(root, deps.env, await sensorVersion(root)), {
    ...deps,
    platform: process.platform,
    arch: process.arch,
    findGo: (needed) => findGo(needed, deps.env),
  });
  const sensorBundle = join(workDir, 'sensor.mjs');
  await buildSensor(sensorBundle);
  return {
    root,
    sensorBundle,
    node: await ownCopy(workDir, 'node', process.execPath),
    collector: await ownCopy(workDir, 'collector', found.collector.path),
    victoriaMetrics: await ownCopy(workDir, 'victoria-metrics', found.victoriaMetrics.path),
    health: await ownCopy(workDir, 'health', health.path),
    limits: {
      sensor: await readServiceLimits(root, 'sensor'),
      collector: await readServiceLimits(root, 'otel-collector'),
      victoriaMetrics: await readServiceLimits(root, 'victoriametrics'),
      health: await readServiceLimits(root, 'health'),
    },
  };
}

export async function ownCopy(folder: string, name: string, from: string): Promise<string> {
  const to = join(folder, name);
  await copyFile(from, to);
  return to;
}
