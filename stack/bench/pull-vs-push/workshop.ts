import { join } from 'node:path';
import { bundle } from '../../../sensor/build.ts';
import { findPrometheus } from '../baseline/prometheus.ts';
import type { BenchContext } from '../benchmark.ts';
import { ownCopy, type StackFiles, stackFiles } from '../components/stack-files.ts';

/** Everything that systems are made of. */
export interface Workshop {
  readonly stack: StackFiles;
  readonly prometheus: string;
  readonly prometheusVersion: string;
  readonly baselineBundle: string;
}

export async function openWorkshop(context: BenchContext): Promise<Workshop> {
  const { workDir } = context;
  const prometheus = await findPrometheus();
  const baselineBundle = join(workDir, 'baseline.mjs');
  await bundle({ file: join(import.meta.dirname, '../baseline/baseline-service.ts') }, baselineBundle);
  return {
    stack: await stackFiles(context),
    prometheus: await ownCopy(workDir, 'prometheus', prometheus.path),
    prometheusVersion: prometheus.version,
    baselineBundle,
  };
}
