/**
 * `npm test` and `npm run check`: runs the checks one after the other, all of them even after a failure, and ends with
 * `N passed, N failed, N skipped` alone on the last line. Lint and types count as one check each.
 * `--fast` leaves out what needs the real binaries; `--faults` runs the fault matrix alone.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is needed. */
interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

const realProjects = { pipeline: 'pipeline tests', compose: 'compose tests', faults: 'fault matrix' } as const;
type RealProject = keyof typeof realProjects;

const bin = (name: string) => join(import.meta.dirname, '..', 'node_modules', '.bin', name);
const fast = process.argv.includes('--fast');
const total: Tally = { passed: 0, failed: 0, skipped: 0 };

if (process.argv.includes('--faults')) await realTests(['faults']);
else await everything();

process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

async function everything(): Promise<void> {
  await check('lint and format', bin('biome'), ['check', '--error-on-warnings', '.']);
  await check('types', bin('tsc'), ['-p', '.']);
  await vitest('unit and contract tests', ['--project', 'fast']);
  if (fast) return;
  await goTests('health service', 'health');
  await goTests("collector's start", join('otel-collector', 'start'));
  await realTests(['pipeline', 'compose', 'faults']);
}

async function check(title: string, command: string, args: readonly string[]): Promise<boolean> {
  const ok = (await run(title, command, args)) === 0;
  total[ok ? 'passed' : 'failed'] += 1;
  return ok;
}

/** The Go programs of this repository have tests of their own; those of each count as one. */
async function goTests(title: string, folder: string): Promise<void> {
  const cwd = join(import.meta.dirname, '..', folder);
  const code = await run(title, 'sh', ['-c', 'command -v go >/dev/null || exit 127; go vet . && go test .'], {}, cwd);
  if (code === 127 && process.env['CI'] !== 'true') {
    total.skipped += 1;
    process.stdout.write(`skipped: the tests of the ${title}, because there is no Go on PATH\n`);
  } else total[code === 0 ? 'passed' : 'failed'] += 1;
}

/** Without the binaries these tests are skipped by name on a developer's machine; in CI that is a failure. */
async function realTests(projects: readonly RealProject[]): Promise<void> {
  const found =
    (await run('collector and VictoriaMetrics', process.execPath, [join(import.meta.dirname, 'binaries.ts')])) === 0;
  for (const project of projects) {
    const title = `${realProjects[project]} on the real binaries`;
    if (!found && process.env['CI'] === 'true') {
      total.failed += 1;
      process.stdout.write(`failed: ${title}, because one could not be found or built (see above)\n`);
    } else await vitest(title, ['--project', project], found ? {} : { STACK_TESTS_WITHOUT_BINARIES: 'true' });
  }
}

async function vitest(
  title: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'otel-edge-report-'));
  const file = join(folder, 'report.json');
  try {
    const code = await run(
      title,
      bin('vitest'),
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...args],
      env,
    );
    add(JSON.parse(await readFile(file, 'utf8')) as VitestReport, code);
  } catch (error) {
    total.failed += 1;
    process.stdout.write(`failed: ${title}: no report: ${error}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function add(report: VitestReport, code: number): void {
  const failed = report.numFailedTests;
  total.passed += report.numPassedTests;
  total.skipped += report.numPendingTests + report.numTodoTests;
  // A file that does not load, or an error outside of any test, fails the run without failing a test.
  total.failed += failed === 0 && (code !== 0 || !report.success) ? 1 : failed;
  for (const { fullName, status } of report.testResults.flatMap(({ assertionResults }) => assertionResults)) {
    if (status === 'pending' || status === 'skipped' || status === 'todo')
      process.stdout.write(`skipped: ${fullName}\n`);
  }
}

async function run(
  title: string,
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = process.cwd(),
): Promise<number> {
  process.stdout.write(`\n== ${title}\n`);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd, env: { ...process.env, ...env } });
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stdout.write(`${command} could not be started: ${error.message}; was \`npm ci\` run?\n`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
