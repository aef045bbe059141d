import type { DockerEngine } from '../docker/docker-engine.ts';
import { createPaint, wantsColour } from '../paint.ts';
import { createProgress } from '../progress.ts';
import { createScreen, type Output } from '../screen.ts';
import { budgetJson } from './budget-json.ts';
import type { BudgetOptions } from './budget-options.ts';
import { judge } from './judge.ts';
import { readAheadNote } from './read-ahead-note.ts';
import { renderBudget } from './render-budget.ts';
import { takeBudget } from './take-budget.ts';

export interface BudgetDeps {
  readonly engine: DockerEngine;
  readonly output: Output;
  /** Where progress is shown. */
  readonly errorOutput: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cgroupRoot?: string;
  /** Where the kernel shows the settings of disks. */
  readonly sysRoot?: string;
  /** Ends --watch, and a reading that is under way. */
  readonly signal: AbortSignal;
}

const defaultColumns = 100;
const clearScreen = '\x1b[H\x1b[2J';

/** Returns the exit code: 0 where all fits, 1 where not, of the last complete reading. */
export async function runBudget(options: BudgetOptions, deps: BudgetDeps): Promise<number> {
  let code = 0;
  let isFirst = true;
  do {
    const fits = await readAndShow(options, deps, isFirst).catch((error: unknown) => {
      if (deps.signal.aborted) return undefined;
      throw error;
    });
    if (fits === undefined) return isFirst ? 130 : code;
    code = fits ? 0 : 1;
    isFirst = false;
  } while (options.watch && !deps.signal.aborted);
  return code;
}

async function readAndShow(
  { project, seconds, json, watch }: BudgetOptions,
  { engine, output, errorOutput, env, cgroupRoot, sysRoot, signal }: BudgetDeps,
  isFirst: boolean,
): Promise<boolean> {
  // Once a table stands, the next one takes its place without a word in between.
  const progress =
    isFirst && !json && errorOutput.isTTY === true ? createProgress(createScreen(errorOutput)) : undefined;
  const step = progress?.step(`watching ${project} for ${seconds} s`);
  try {
    const uses = await takeBudget(engine, {
      project,
      seconds,
      signal,
      onWatch: (services) => step?.detail(services.join(', ')),
      ...(cgroupRoot !== undefined && { cgroupRoot }),
    });
    step?.done(`${uses.length} services`);
    const note = await readAheadNote(engine, sysRoot);
    const judgement = judge(uses, note === undefined ? [] : [note]);
    if (json) output.write(`${budgetJson(project, seconds, judgement, new Date())}\n`);
    else {
      const isTerminal = output.isTTY === true;
      const paint = createPaint(wantsColour(isTerminal, env));
      const columns = output.columns ?? defaultColumns;
      output.write(
        `${watch && isTerminal ? clearScreen : ''}${renderBudget(judgement, { project, seconds, columns, paint })}\n`,
      );
    }
    return judgement.problems.length === 0;
  } catch (error) {
    if (signal.aborted) step?.done('stopped');
    else step?.failed();
    throw error;
  }
}
