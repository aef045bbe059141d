import { type DashboardFile, dashboardFiles, grafanaFolder, vmuiFolder } from '../../grafana/src/dashboard-files.ts';
import { budgetBytes } from '../budget/judge.ts';
import { readLimits } from '../limits.ts';
import type { GeneratedFolders } from './generated-files.ts';

/** All dashboards, with the limits that the compose files have now. */
export async function generateDashboards(root: string): Promise<GeneratedFolders> {
  const files = dashboardFiles({ limits: await readLimits(root), budgetBytes });
  const inside = (folder: string): readonly DashboardFile[] =>
    files.filter(({ path }) => path.startsWith(`${folder}/`));
  return { [grafanaFolder]: inside(grafanaFolder), [vmuiFolder]: inside(vmuiFolder) };
}
