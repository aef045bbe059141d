import { scenarios } from '../../faults/scenario-list.ts';
import { isRoot } from '../../faults/small-disk.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { freshFigure, matrixFindings, matrixTable, roundRows, scenarioRows } from './fault-report.ts';
import { runMatrix } from './run-matrix.ts';

export const faults: Benchmark = {
  name: 'faults',
  answers: 'What does each fault of the matrix cost: pushes lost and duplicated, time to fresh data, memory?',
  takes: 'about an hour, 25 minutes with --runs 2 (most rounds of each)',
  needs: 'Linux; root for small disks and for the memory limits of docker-compose.yml, left out otherwise',
  options: { runs: 50, seed: 1 },
  choices: scenarios.map(({ name }) => name),
  run: runFaults,
};

async function runFaults(context: BenchContext): Promise<BenchResult> {
  const rows = await runMatrix(context);
  return {
    tables: { rounds: roundRows(rows), scenarios: scenarioRows(rows) },
    figures: { fresh: freshFigure(rows) },
    texts: { 'matrix.md': matrixTable(rows) },
    findings: matrixFindings(rows),
    settings: {
      seed: context.number('seed'),
      pushIntervalMillis: 1_000,
      limits: isRoot ? 'memory and processors of docker-compose.yml, a cgroup for each component' : 'none: not root',
      atATime: 'store-away, queue-full and spool-full alone, the others three at a time',
    },
  };
}
