import { once } from 'node:events';
import { resolveAll } from '../../binaries/resolve-all.ts';
import type { Round, Scenario, ScenarioResult } from '../../faults/scenario.ts';
import { scenarios } from '../../faults/scenario-list.ts';
import { createRandom } from '../../faults/seeded-random.ts';
import { isRoot } from '../../faults/small-disk.ts';
import type { ComponentId } from '../../native/commands.ts';
import { errorText } from '../../stack-error.ts';
import type { BenchContext } from '../benchmark.ts';
import { dropCaches } from '../process/cold-cache.ts';
import { type ComponentUse, type LimitedComponents, limitComponents } from './limited-components.ts';

export interface MatrixRow {
  readonly scenario: Scenario;
  readonly seconds: number;
  /** Those that came to their end, also where the scenario did not. */
  readonly rounds: readonly Round[];
  /** Undefined where nothing was started, and while it runs. */
  readonly peakBytes: ScenarioResult['peakBytes'] | undefined;
  /** Why it did not come to its end; undefined where it did. */
  readonly failure: string | undefined;
  /** Undefined without root, who alone can limit them, and while it runs. */
  readonly use: Readonly<Record<ComponentId, ComponentUse>> | undefined;
}

/** Two cores: most of each scenario is waiting, but their starts are not. */
export const atATime = 5;

/**
 * The long form of the matrix, each scenario in a stack of its own. One that fails does not end the others, nor take along what it had; a stop ends them all, and what is over counts.
 * @param changed called with all that there is after each round and each scenario.
 */
export async function runMatrix(
  context: BenchContext,
  changed: (rows: readonly MatrixRow[]) => void,
): Promise<readonly MatrixRow[]> {
  const { root, progress, only } = context;
  const binaries = await resolveAll(root, { env: process.env, progress, signal: new AbortController().signal });
  const wanted = scenarios.filter(({ name, needsRoot }) => (only ?? name) === name && (isRoot || !needsRoot));
  const rows = new Map<Scenario, MatrixRow>();
  const inOrder = (): readonly MatrixRow[] => wanted.flatMap((scenario) => rows.get(scenario) ?? []);
  const put = (row: MatrixRow): void => {
    rows.set(row.scenario, row);
    changed(inOrder());
  };
  const work = async (list: Iterable<Scenario>): Promise<void> => {
    for (const scenario of list) put(await runScenario(scenario, { context, binaries, put }));
  };
  const all = async (): Promise<void> => {
    await work(wanted.filter(({ isAlone }) => isAlone));
    const shared = wanted.filter(({ isAlone }) => !isAlone).values();
    await Promise.all(Array.from({ length: atATime }, () => work(shared)));
  };
  await Promise.race([all(), once(context.stopSignal, 'abort')]);
  return inOrder();
}

interface RunDeps {
  readonly context: BenchContext;
  readonly binaries: Awaited<ReturnType<typeof resolveAll>>;
  readonly put: (unfinished: MatrixRow) => void;
}

async function runScenario(scenario: Scenario, { context, binaries, put }: RunDeps): Promise<MatrixRow> {
  const { root, workDir, progress, number } = context;
  const step = progress.step(scenario.name);
  const startedAt = performance.now();
  const rounds: Round[] = [];
  const failures: string[] = [];
  let peakBytes: MatrixRow['peakBytes'];
  let limited: LimitedComponents | undefined;
  let use: MatrixRow['use'];
  const row = (failure: string | undefined): MatrixRow => {
    return { scenario, seconds: (performance.now() - startedAt) / 1000, rounds: [...rounds], peakBytes, failure, use };
  };
  try {
    limited = isRoot ? await limitComponents(root) : undefined;
    const result = await scenario.run({
      root,
      binaries,
      parent: workDir,
      random: createRandom(number('seed') + scenarios.indexOf(scenario)),
      isLong: true,
      rounds: Math.min(number('runs'), scenario.rounds.long),
      enter: limited?.enter ?? {},
      dropCaches,
      tell: step.detail,
      ended(round) {
        rounds.push(round);
        put(row('not at its end'));
      },
    });
    peakBytes = result.peakBytes;
    if (result.failure !== undefined) failures.push(errorText(result.failure));
    use = await limited?.use();
  } catch (error) {
    failures.push(errorText(error));
  }
  await limited?.remove().catch((error: unknown) => failures.push(errorText(error)));
  if (failures.length === 0) step.done();
  else step.failed();
  return row(failures.length === 0 ? undefined : failures.join('; '));
}
