import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Binaries, resolveAll } from './binaries/resolve-all.ts';
import type { Binary } from './binaries/resolve-binary.ts';
import { createProgress } from './progress.ts';
import { createScreen } from './screen.ts';
import { errorText, exitCodes, StackError } from './stack-error.ts';
import { listenForStop } from './stop-signals.ts';

const help = `npm run binaries [-- OPTIONS]

Finds or makes the pinned collector, what starts it, and VictoriaMetrics, exactly as npm start does, and prints their
paths: one line each, NAME VERSION ORIGIN PATH. Progress goes to standard error. CI fills its cache with it.

Options
  --json       {"otelcol-edge": {component, version, path, origin}, ...}: otelcol-start, victoria-metrics
  -h, --help   this text

Where they come from, the first that there is (origin): OTELCOL_BIN, OTELCOL_START_BIN and VICTORIAMETRICS_BIN
(variable), the cache ($XDG_CACHE_HOME or ~/.cache, otel-edge/; cache), a build from the pinned Go modules (built), the
projects' release archives below STACK_RELEASES_URL (https://github.com; downloaded). Nobody publishes otelcol-start:
without Go it is left out, and a damaged queue file then keeps the collector from starting.

Exit codes: 0 all that is needed is there, 64 wrong option, 69 one could not be had, 78 wrong variable, 130 interrupted
`;

const root = join(import.meta.dirname, '..');

process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { help: wantsHelp, json } = parseOptions(args);
    if (wantsHelp) {
      process.stdout.write(help);
      return 0;
    }
    const progress = createProgress(createScreen(process.stderr));
    const { stopSignal: signal } = listenForStop(process);
    const binaries = await resolveAll(root, { env: process.env, progress, signal });
    process.stdout.write(json ? `${JSON.stringify(byName(binaries), null, 2)}\n` : asLines(binaries));
    return 0;
  } catch (error) {
    process.stderr.write(`npm run binaries: ${errorText(error)}\n`);
    return error instanceof StackError ? exitCodes[error.code] : 1;
  }
}

function parseOptions(args: readonly string[]): { help?: boolean; json?: boolean } {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new StackError('ERR_USAGE', `${errorText(error)}\nnpm run binaries -- --help lists the options`);
  }
}

function byName(binaries: Binaries) {
  return Object.fromEntries(listed(binaries).map((binary) => [binary.component, binary]));
}

function asLines(binaries: Binaries): string {
  return listed(binaries)
    .map(({ component, version, origin, path }) => `${component} ${version} ${origin} ${path}\n`)
    .join('');
}

function listed({ collector, collectorStart, victoriaMetrics }: Binaries): readonly Binary[] {
  return [collector, ...(collectorStart === undefined ? [] : [collectorStart]), victoriaMetrics];
}
