import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { grafanaFolder, vmuiFolder } from '../../../grafana/src/dashboard-files.ts';
import { victoriaMetricsCommand } from '../../native/commands.ts';
import { readVariant, root } from '../contract/project.ts';

const flag = '-vmui.customDashboardsPath=';

/** Where a folder of the repository is inside of a container. */
async function mountOf(service: string, folder: string): Promise<string | undefined> {
  const { volumes = [] } = (await readVariant('default'))[service] ?? {};
  const prefix = `./${folder}:`;
  return volumes.find((volume) => volume.startsWith(prefix))?.slice(prefix.length);
}

describe('the generated dashboards', () => {
  test('are mounted into VictoriaMetrics where its flag says', async () => {
    const { command = [] } = (await readVariant('default'))['victoriametrics'] ?? {};
    const path = command.find((argument) => argument.startsWith(flag))?.slice(flag.length);
    expect(path).toMatch(/^\//);
    expect(await mountOf('victoriametrics', vmuiFolder)).toBe(`${path}:ro`);
  });

  test('are what VictoriaMetrics as a plain process is told', async () => {
    const ports = { sensor: 1, otlpHttp: 2, otlpGrpc: 3, health: 4, victoriaMetrics: 5 };
    const options = { root, dataDir: '/data', ports, hostName: 'pi', env: {} };
    expect((await victoriaMetricsCommand('/bin/vm', options)).args).toContain(`${flag}${join(root, vmuiFolder)}`);
  });

  test('are mounted into Grafana where its provisioning looks', async () => {
    const text = await readFile(join(root, 'grafana/provisioning/dashboards/dashboards.yaml'), 'utf8');
    const { providers } = parse(text) as { providers: { options: { path: string } }[] };
    expect(providers.map(({ options }) => options.path)).toHaveLength(1);
    expect(await mountOf('grafana', grafanaFolder)).toBe(`${providers[0]?.options.path}:ro`);
  });
});
