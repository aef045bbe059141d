/** `npm run budget`: the running stack against its memory limits. */
import { budgetHelp } from './budget/budget-help.ts';
import { parseBudgetOptions } from './budget/budget-options.ts';
import { runBudget } from './budget/run-budget.ts';
import { createDockerEngine } from './docker/docker-engine.ts';
import { exitCodeOf } from './exit-code.ts';
import { listenForStop } from './stop-signals.ts';

process.exitCode = await exitCodeOf('npm run budget', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  // `npm run budget | head` closes the pipe: no reason for a stack trace.
  process.stdout.on('error', () => process.exit(0));
  const options = parseBudgetOptions(args, process.env);
  if (options.help) {
    process.stdout.write(budgetHelp);
    return 0;
  }
  return await runBudget(options, {
    engine: createDockerEngine(process.env),
    output: process.stdout,
    errorOutput: process.stderr,
    env: process.env,
    signal: listenForStop(process).stopSignal,
  });
}
