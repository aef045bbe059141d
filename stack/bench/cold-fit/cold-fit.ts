import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { usualReadAheadKilobytes } from '../../cgroup/read-ahead.ts';
import { readCompose } from '../../compose/read-compose.ts';
import { createDockerEngine, type DockerEngine } from '../../docker/docker-engine.ts';
import { variantFiles } from '../../limits.ts';
import { StackError } from '../../stack-error.ts';
import type { BenchContext, Benchmark, BenchResult } from '../benchmark.ts';
import { withReadAhead } from '../process/with-read-ahead.ts';
import { dockerFolder } from './docker-folder.ts';
import { fitReport } from './fit-report.ts';
import { type Measured, measureScenario } from './measure-scenario.ts';
import { type Scenario, scenarioNames, scenarios } from './scenario.ts';

export const coldFit: Benchmark = {
  name: 'cold-fit',
  answers:
    'Does each service alone, and each variant together, start from a cold page cache and live within its limits under its load?',
  takes: '55 minutes: 4 services alone (3 each, VictoriaMetrics 5), idle, lean and hub (--minutes and 2 more each)',
  needs: 'Linux, root, Docker with compose, the images (npm run images); nothing else that runs from the same images',
  options: { minutes: 10 },
  choices: scenarioNames,
  run: runColdFit,
};

async function runColdFit({ root, workDir, progress, number, only }: BenchContext): Promise<BenchResult> {
  if (process.getuid?.() !== 0) throw new StackError('ERR_UNAVAILABLE', 'only root can drop the page cache');
  const engine = createDockerEngine(process.env);
  await engine.get('/version');
  const wanted = scenarios(number('minutes')).filter(({ name }) => only === undefined || name === only);
  const hasGrafana = await imageIsHere(
    (await readCompose(root, variantFiles.default, process.env)).services['grafana']?.['image'],
  );
  const possible = wanted.filter((scenario) => hasGrafana || !scenario.hasGrafana);
  const skipped = wanted.filter((scenario) => !possible.includes(scenario)).map(({ name }) => name);
  for (const name of skipped)
    progress.note(`${name}: skipped, Grafana's image is not here (docker pull, GRAFANA_IMAGE)`);
  if (possible.length === 0)
    throw new StackError('ERR_UNAVAILABLE', `nothing can be measured: ${skipped.join(', ')} skipped`);
  const place = { folder: await dockerFolder(engine), kilobytes: usualReadAheadKilobytes };
  return withReadAhead(place, async (readAhead) => {
    const measured = await measureAll(possible, { root, workDir, progress, engine });
    return fitReport(measured, { skipped, readAhead });
  });
}

async function measureAll(
  possible: readonly Scenario[],
  { progress, ...deps }: Pick<BenchContext, 'root' | 'workDir' | 'progress'> & { readonly engine: DockerEngine },
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const [index, scenario] of possible.entries()) {
    const title = `${scenario.name}, ${scenario.minutes} minutes${scenario.devices === 0 ? '' : `, ${scenario.devices} devices`}`;
    const step = progress.step(title, { index: index + 1, of: possible.length });
    try {
      measured.push(await measureScenario(scenario, { ...deps, step }));
      step.done();
    } catch (error) {
      step.failed();
      throw error;
    }
  }
  return measured;
}

async function imageIsHere(image: unknown): Promise<boolean> {
  if (typeof image !== 'string') return false;
  return promisify(execFile)('docker', ['image', 'inspect', image]).then(
    () => true,
    () => false,
  );
}
