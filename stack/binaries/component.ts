import type { BuildContext } from './build-context.ts';
import type { Release } from './release.ts';

export type ComponentName = 'otelcol-edge' | 'otelcol-start' | 'victoria-metrics' | 'health';

/** Everything that says which binary is wanted and how to come by it. */
export interface Component {
  readonly name: ComponentName;
  /** Names a binary of one's own, used instead of everything below. */
  readonly variable: 'OTELCOL_BIN' | 'OTELCOL_START_BIN' | 'VICTORIAMETRICS_BIN' | 'HEALTH_BIN';
  readonly version: string;
  /** The least Go that can build it. */
  readonly goVersion: string;
  /** What the built binary depends on: a change of any of these is another cache entry. */
  readonly inputs: readonly string[];
  /** undefined: nobody publishes it, it can only be built. */
  readonly release: Release | undefined;
  /** Leaves the binary at `context.outFile`; everything else it writes is below `context.folder`. */
  build(context: BuildContext): Promise<void>;
}
