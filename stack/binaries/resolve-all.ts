import { sensorVersion } from '../native/sensor-bundle.ts';
import type { Progress } from '../progress.ts';
import { readCollector } from './collector.ts';
import { readCollectorStart, resolveCollectorStart } from './collector-start.ts';
import { findGo } from './go-toolchain.ts';
import { type Binary, resolveBinary } from './resolve-binary.ts';
import { readVictoriaMetrics } from './victoria-metrics.ts';

export interface Binaries {
  readonly victoriaMetrics: Binary;
  readonly collector: Binary;
  /** Undefined where it can neither be found nor built. */
  readonly collectorStart: Binary | undefined;
}

/** One after the other: a Go build uses every core that there is. */
export async function resolveAll(
  root: string,
  deps: { readonly env: NodeJS.ProcessEnv; readonly progress: Progress; readonly signal: AbortSignal },
): Promise<Binaries> {
  const { platform, arch } = process;
  const resolveDeps = { ...deps, platform, arch, findGo: (needed: string) => findGo(needed, deps.env) };
  const victoriaMetrics = await readVictoriaMetrics(root, deps.env);
  // victoriametrics/go.mod states the Go of this project; the collector is content with an older one.
  const collector = await readCollector(root, deps.env, victoriaMetrics.goVersion);
  const collectorStart = await readCollectorStart(root, deps.env, await sensorVersion(root));
  return {
    victoriaMetrics: await resolveBinary(victoriaMetrics, resolveDeps),
    collector: await resolveBinary(collector, resolveDeps),
    collectorStart: await resolveCollectorStart(collectorStart, resolveDeps),
  };
}
