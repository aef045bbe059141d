import { resolveAll } from '../../binaries/resolve-all.ts';
import type { Scenario, ScenarioResult } from '../../faults/scenario.ts';
import { scenarios } from '../../faults/scenario-list.ts';
import { createRandom } from '../../faults/seeded-random.ts';
import { isRoot } from '../../faults/small-disk.ts';
import type { ComponentId } from '../../native/commands.ts';
import { errorText } from '../../stack-error.ts';
import type { BenchContext } from '../benchmark.ts';
import { type ComponentUse, limitComponents } from './limited-components.ts';

export interface MatrixRow {
  readonly scenario: Scenario;
  readonly seconds: number;
  /** Undefined where it could not be run to its end; `failure` then says why. */
  readonly result: ScenarioResult | undefined;
  readonly failure: string | undefined;
  /** Undefined without root, who alone can limit them. */
  readonly use: Readonly<Record<ComponentId, ComponentUse>> | undefined;
}

/** Two cores: most of each scenario is waiting, but their starts are not. */
const atATime = 3;

/** The long form of the matrix, each scenario in a stack of its own. One that fails does not end the others. */
export async function runMatrix(context: BenchContext): Promise<readonly MatrixRow[]> {
  const { root, progress, only } = context;
  const binaries = await resolveAll(root, { env: process.env, progress, signal: new AbortController().signal });
  const wanted = scenarios.filter(({ name, needsRoot }) => (only ?? name) === name && (isRoot || !needsRoot));
  const rows = new Map<Scenario, MatrixRow>();
  const work = async (list: Iterable<Scenario>): Promise<void> => {
    for (const scenario of list) rows.set(scenario, await runScenario(scenario, context, binaries));
  };
  await work(wanted.filter(({ isAlone }) => isAlone));
  const shared = wanted.filter(({ isAlone }) => !isAlone).values();
  await Promise.all(Array.from({ length: atATime }, () => work(shared)));
  return wanted.flatMap((scenario) => rows.get(scenario) ?? []);
}

async function runScenario(
  scenario: Scenario,
  { root, workDir, progress, number }: BenchContext,
  binaries: Awaited<ReturnType<typeof resolveAll>>,
): Promise<MatrixRow> {
  const step = progress.step(scenario.name);
  const startedAt = performance.now();
  const limited = isRoot ? await limitComponents(root) : undefined;
  let result: ScenarioResult | undefined;
  let failure: string | undefined;
  try {
    result = await scenario.run({
      root,
      binaries,
      parent: workDir,
      random: createRandom(number('seed') + scenarios.indexOf(scenario)),
      isLong: true,
      rounds: Math.min(number('runs'), scenario.rounds.long),
      enter: limited?.enter ?? {},
      tell: step.detail,
    });
    step.done();
  } catch (error) {
    failure = errorText(error);
    step.failed();
  }
  const use = await limited?.use();
  await limited?.remove();
  return { scenario, seconds: (performance.now() - startedAt) / 1000, result, failure, use };
}
