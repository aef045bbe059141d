import { join } from 'node:path';
import { readDotEnv } from './compose/dot-env.ts';
import { createJsonReporter, createJsonScreen } from './native/json-reporter.ts';
import { runStack } from './native/run-stack.ts';
import { parseStackConfig } from './native/stack-config.ts';
import { stackEnvironment } from './native/stack-environment.ts';
import type { Reporter } from './native/stack-event.ts';
import { createTextReporter } from './native/text-reporter.ts';
import { createProgress } from './progress.ts';
import { createScreen } from './screen.ts';
import { errorText, exitCodes, StackError } from './stack-error.ts';
import { startHelp } from './start-help.ts';
import { parseStartOptions, type StartOptions } from './start-options.ts';
import { listenForStop } from './stop-signals.ts';

const root = join(import.meta.dirname, '..');

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  // A closed pipe or terminal must not end this before it has stopped what it started.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  let report: Reporter['report'] = (event) => {
    if (event.event === 'error') process.stderr.write(`npm start: ${event.message}\n`);
  };
  try {
    const options = parseStartOptions(args);
    if (options.help) {
      process.stdout.write(startHelp);
      return 0;
    }
    const { reporter, progress } = createOutput(options);
    if (options.json) report = reporter.report;
    const env = stackEnvironment(await readDotEnv(root), process.env);
    return await runStack(parseStackConfig(root, env), options, {
      reporter,
      progress,
      ...listenForStop(process),
    });
  } catch (error) {
    const code = error instanceof StackError ? error.code : 'ERR_START';
    report({ event: 'error', code, message: errorText(error) });
    return exitCodes[code];
  }
}

function createOutput({ json }: StartOptions) {
  if (json) {
    const reporter = createJsonReporter(process.stdout);
    return { reporter, progress: createProgress(createJsonScreen(reporter)) };
  }
  const screen = createScreen(process.stdout);
  return { reporter: createTextReporter(screen), progress: createProgress(screen) };
}
