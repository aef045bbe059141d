import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import { scenarios } from '../../faults/scenario-list.ts';
import { isRoot } from '../../faults/small-disk.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { csv } from '../csv.ts';
import { type ReadAhead, withReadAhead } from '../process/with-read-ahead.ts';
import { matrixFindings } from './fault-findings.ts';
import { freshFigure, matrixTable, phaseRows, roundRows, scenarioRows } from './fault-report.ts';
import { atATime, type MatrixRow, runMatrix } from './run-matrix.ts';

export const faults: Benchmark = {
  name: 'faults',
  answers:
    'What does each fault of the matrix cost: pushes lost and duplicated, time to fresh data, to a drained backlog, memory?',
  takes: 'about 60 minutes, 30 with --runs 2 (most rounds of each); Ctrl-C ends it with a report of what is over',
  needs:
    'Linux; root for small disks, for the memory limits of docker-compose.yml and a usual read-ahead; left out otherwise',
  options: { runs: 50, seed: 1 },
  reportsWhenStopped: true,
  choices: scenarios.map(({ name }) => name),
  run: runFaults,
};

function runFaults(context: BenchContext): Promise<BenchResult> {
  return withReadAhead({ folder: context.workDir, kilobytes: usualReadAheadKilobytes }, async (readAhead) =>
    result(await runMatrix(context, keepSoFar(context.root)), context, readAhead),
  );
}

/** Raw data of what is over, for a run of more than an hour may be interrupted: in dist/faults. */
function keepSoFar(root: string): (rows: readonly MatrixRow[]) => void {
  const folder = join(root, 'dist/faults');
  mkdirSync(folder, { recursive: true });
  return (rows) => {
    const tables = tablesOf(rows);
    // All at once, for the next round may end while this one is being written.
    for (const [name, table] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), csv(table));
  };
}

function tablesOf(rows: readonly MatrixRow[]): BenchResult['tables'] {
  const [rounds, phases] = [roundRows(rows), phaseRows(rows)];
  return {
    scenarios: scenarioRows(rows),
    ...(rounds.length > 0 && { rounds }),
    ...(phases.length > 0 && { phases }),
  };
}

function result(rows: readonly MatrixRow[], context: BenchContext, readAhead: ReadAhead): BenchResult {
  return {
    tables: tablesOf(rows),
    figures: { fresh: freshFigure(rows) },
    texts: { 'matrix.md': matrixTable(rows) },
    findings: matrixFindings(rows),
    settings: {
      seed: context.number('seed'),
      pushIntervalMillis: 1_000,
      durability: 'safe',
      limits: isRoot ? 'memory and processors of docker-compose.yml, a cgroup for each component' : 'none: not root',
      readAheadKilobytes: { measured: readAhead.kilobytes, machine: readAhead.machineKilobytes },
      atATime: `${scenarios.filter(({ isAlone }) => isAlone).map(({ name }) => name)} alone, the others ${atATime} at a time`,
      notStarted: scenarios
        .filter((scenario) => rows.every((row) => row.scenario !== scenario))
        .map(({ name }) => name),
    },
  };
}
