/** `npm run dashboards`: writes the dashboards of Grafana and vmui from grafana/src, compares them with it, or takes pictures of vmui. */
import { join } from 'node:path';
import { dashboardsHelp } from './dashboards/dashboards-help.ts';
import { parseDashboardsOptions } from './dashboards/dashboards-options.ts';
import { generateDashboards } from './dashboards/generate-dashboards.ts';
import { differences, writeFiles } from './dashboards/generated-files.ts';
import { playScene } from './dashboards/scene.ts';
import { takePictures } from './dashboards/take-pictures.ts';
import { exitCodeOf } from './exit-code.ts';
import { listenForStop } from './stop-signals.ts';

const root = join(import.meta.dirname, '..');

process.exitCode = await exitCodeOf('npm run dashboards', () => main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  const { help, check, pictures, scene, url, range, device } = parseDashboardsOptions(args);
  if (help) {
    process.stdout.write(dashboardsHelp);
    return 0;
  }
  if (pictures !== undefined) {
    const paths = scene
      ? await picturesOfScene(pictures)
      : await takePictures({ folder: pictures, url, range, device, env: process.env });
    process.stdout.write(`${paths.join('\n')}\n`);
    return 0;
  }
  const folders = await generateDashboards(root);
  const differing = await differences(root, folders);
  if (check) return report(differing);
  await writeFiles(root, folders);
  process.stdout.write(differing.length === 0 ? 'nothing has changed\n' : `${differing.join('\n')}\n`);
  return 0;
}

async function picturesOfScene(folder: string): Promise<readonly string[]> {
  const { env } = process;
  const { stopSignal: signal } = listenForStop(process);
  const scene = await playScene({ root, env, signal, tell: (line) => process.stderr.write(`${line}\n`) });
  try {
    return await takePictures({ ...scene, folder, env });
  } finally {
    await scene.close();
  }
}

function report(differing: readonly string[]): number {
  if (differing.length === 0) return 0;
  process.stderr.write(`${differing.join('\n')}\nnpm run dashboards writes them from grafana/src\n`);
  return 1;
}
