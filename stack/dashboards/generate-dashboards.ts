import { type DashboardFile, dashboardFiles, grafanaFolder, vmuiFolder } from '../../grafana/src/dashboard-files.ts';
import { readDashboardInputs } from './dashboard-inputs.ts';
import type { GeneratedFolders } from './generated-files.ts';

/** All dashboards, with the limits that the configuration has now. */
export async function generateDashboards(root: string): Promise<GeneratedFolders> {
  const files = dashboardFiles(await readDashboardInputs(root));
  const inside = (folder: string): readonly DashboardFile[] =>
    files.filter(({ path }) => path.startsWith(`${folder}/`));
  return { [grafanaFolder]: inside(grafanaFolder), [vmuiFolder]: inside(vmuiFolder) };
}
